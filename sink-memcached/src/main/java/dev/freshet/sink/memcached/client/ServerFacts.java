package dev.freshet.sink.memcached.client;

import org.jspecify.annotations.Nullable;

/**
 * What a server told about itself when it was connected.
 *
 * @param version its version, for instance {@code 1.6.45}
 * @param maxItemBytes item_size_max, the most that key, value and header of an item may take, in
 *     bytes; {@link Long#MAX_VALUE} if it does not tell
 * @param maxChunkBytes slab_chunk_max, from which size on it stores an item in several chunks, in
 *     bytes; {@link #USUAL_CHUNK_BYTES} if it does not tell
 * @param takesVersions whether it keeps versions of items (CAS) and stores such as it is given
 *     (memcached doc/protocol.txt, the flag {@code E} of meta commands, since 1.6.27)
 * @param authenticated whether it asked for username and password
 * @param statistics what it counts; null if it was not asked, or does not tell
 */
record ServerFacts(
    String version,
    long maxItemBytes,
    long maxChunkBytes,
    boolean takesVersions,
    boolean authenticated,
    @Nullable StatisticsReading statistics) {

  /** memcached's slab_chunk_max unless it is configured otherwise. */
  static final long USUAL_CHUNK_BYTES = 512 * 1024;

  /** Why the server cannot be used with the guard, if it does not take versions. */
  ServerTrouble unguarded() {
    return new ServerTrouble(
        "is memcached "
            + version
            + ", started without CAS or older than 1.6.27, and takes no versions: guard=version is"
            + " not to be had",
        "install memcached 1.6.27 or newer there and start it without -C, or set guard=off");
  }
}
