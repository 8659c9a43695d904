@NullMarked
package dev.freshet.sink.memcached.routing.hash;

import org.jspecify.annotations.NullMarked;
