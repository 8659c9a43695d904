@NullMarked
package dev.freshet.daemon.metrics;

import org.jspecify.annotations.NullMarked;
