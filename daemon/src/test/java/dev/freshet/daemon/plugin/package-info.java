@NullMarked
package dev.freshet.daemon.plugin;

import org.jspecify.annotations.NullMarked;
