@NullMarked
package dev.freshet.sink.memcached.routing;

import org.jspecify.annotations.NullMarked;
