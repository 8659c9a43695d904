/** Pools of memcached servers, found by {@link java.util.ServiceLoader}. */
@NullMarked
package dev.freshet.sink.memcached;

import org.jspecify.annotations.NullMarked;
