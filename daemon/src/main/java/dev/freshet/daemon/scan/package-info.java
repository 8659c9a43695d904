/** Tables that are read from end to end. */
@NullMarked
package dev.freshet.daemon.scan;

import org.jspecify.annotations.NullMarked;
