@NullMarked
package dev.freshet.sink.memcached;

import org.jspecify.annotations.NullMarked;
