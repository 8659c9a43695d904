@NullMarked
package dev.freshet.sink.memcached.client;

import org.jspecify.annotations.NullMarked;
