/** What {@code ./quickstart} runs: servers, a daemon, and a show of changes that arrive. */
@NullMarked
package dev.freshet.demo;

import org.jspecify.annotations.NullMarked;
