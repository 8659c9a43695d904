/** Microbenchmarks of parts of the memcached client that only its own package can reach. */
@NullMarked
package dev.freshet.sink.memcached.client;

import org.jspecify.annotations.NullMarked;
