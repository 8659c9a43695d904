/** The command line: one class for each command. */
@NullMarked
package dev.freshet.daemon.command;

import org.jspecify.annotations.NullMarked;
