/**
 * memcached's classic text protocol and its binary protocol over one connection of Xmemcached's,
 * for servers that do not know the meta commands. The only package that knows Xmemcached.
 *
 * <p>Of Xmemcached it takes connection, reactor, write queue, merging of small writes, and the
 * matching of answers to commands. The commands are ours, since Xmemcached's own take keys as text
 * (an arbitrary byte does not survive), write flags as signed numbers, take "ST…" for "STORED",
 * turn binary sets into quiet ones whose failure a server may keep to itself, and have the values
 * in what is logged of them. Its reconnecting, its heartbeats and its timeouts are not used: a
 * connection that has ended is never mended behind the back of those who wait for answers.
 */
@NullMarked
package dev.freshet.sink.memcached.classic;

import org.jspecify.annotations.NullMarked;
