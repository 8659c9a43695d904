@NullMarked
package dev.freshet.daemon.command;

import org.jspecify.annotations.NullMarked;
