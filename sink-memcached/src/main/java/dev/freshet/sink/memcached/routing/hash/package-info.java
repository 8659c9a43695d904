/**
 * The hash functions of memcached's clients, each as the clients compute it, with their deviations
 * from the published algorithm. Pure; does no I/O.
 */
@NullMarked
package dev.freshet.sink.memcached.routing.hash;

import org.jspecify.annotations.NullMarked;
