package dev.freshet.sink.memcached.client;

/**
 * What a server told about itself when it was connected.
 *
 * @param version its version, for instance {@code 1.6.45}
 * @param maxItemBytes item_size_max, the most that key, value and header of an item may take, in
 *     bytes; {@link Long#MAX_VALUE} if it does not tell
 * @param maxChunkBytes slab_chunk_max, from which size on it stores an item in several chunks, in
 *     bytes; {@link #USUAL_CHUNK_BYTES} if it does not tell
 */
record ServerFacts(String version, long maxItemBytes, long maxChunkBytes) {

  /** memcached's slab_chunk_max unless it is configured otherwise. */
  static final long USUAL_CHUNK_BYTES = 512 * 1024;
}
