@NullMarked
package dev.freshet.daemon.transforms;

import org.jspecify.annotations.NullMarked;
