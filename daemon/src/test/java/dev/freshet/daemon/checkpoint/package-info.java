@NullMarked
package dev.freshet.daemon.checkpoint;

import org.jspecify.annotations.NullMarked;
