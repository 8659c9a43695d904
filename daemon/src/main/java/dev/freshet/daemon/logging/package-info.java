/** What is logged, and how. */
@NullMarked
package dev.freshet.daemon.logging;

import org.jspecify.annotations.NullMarked;
