@NullMarked
package dev.freshet.daemon.assembly;

import org.jspecify.annotations.NullMarked;
