/**
 * The meta-protocol client: one connection to each server of a pool, quiet commands, and barriers
 * as acknowledgements. The only package that knows Netty.
 */
@NullMarked
package dev.freshet.sink.memcached.client;

import org.jspecify.annotations.NullMarked;
