package dev.freshet.benchmarks.rival;

import net.rubyeye.xmemcached.transcoders.CachedData;
import net.rubyeye.xmemcached.transcoders.PrimitiveTypeTranscoder;

/** Stores bytes as they are, with flags 0, as any other client reads them. Thread-safe. */
final class PlainBytes extends PrimitiveTypeTranscoder<byte[]> {

  PlainBytes() {}

  @Override
  public CachedData encode(byte[] value) {
    return new CachedData(0, value);
  }

  @Override
  public byte[] decode(CachedData data) {
    return data.getData();
  }
}
