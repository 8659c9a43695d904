/** Microbenchmarks of the hot spots between an event's bytes and a server's connection. */
@NullMarked
package dev.freshet.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
