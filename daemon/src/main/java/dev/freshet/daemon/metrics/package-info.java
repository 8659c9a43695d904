/** Every meter that Freshet has, in one place; the only package that knows Micrometer. */
@NullMarked
package dev.freshet.daemon.metrics;

import org.jspecify.annotations.NullMarked;
