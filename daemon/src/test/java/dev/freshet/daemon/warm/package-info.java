@NullMarked
package dev.freshet.daemon.warm;

import org.jspecify.annotations.NullMarked;
