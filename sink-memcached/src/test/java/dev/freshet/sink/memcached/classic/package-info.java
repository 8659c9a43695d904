@NullMarked
package dev.freshet.sink.memcached.classic;

import org.jspecify.annotations.NullMarked;
