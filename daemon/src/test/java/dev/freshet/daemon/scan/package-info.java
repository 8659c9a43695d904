@NullMarked
package dev.freshet.daemon.scan;

import org.jspecify.annotations.NullMarked;
