/**
 * Which server of a pool holds a key: hash functions, rings, and the catalogue that gives their
 * combinations the names of the application clients' modes. Pure; does no I/O.
 */
@NullMarked
package dev.freshet.sink.memcached.routing;

import org.jspecify.annotations.NullMarked;
