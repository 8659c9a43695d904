package dev.freshet.transformers.item;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import org.jspecify.annotations.Nullable;

/**
 * Stores values of one kind with their flags, compressed where that is asked for. Not thread-safe.
 */
public final class ItemStore {

  private final @Nullable Compressor compressor;
  private final int minimumBytes;
  private final int flags;
  private final int compressedFlags;

  /**
   * @param compressor null if nothing is compressed
   * @param minimumBytes the size from which values are
   * @param flags what every item carries
   * @param compressedFlags what those carry besides that are compressed
   */
  ItemStore(@Nullable Compressor compressor, int minimumBytes, int flags, int compressedFlags) {
    this.compressor = compressor;
    this.minimumBytes = minimumBytes;
    this.flags = flags;
    this.compressedFlags = compressedFlags;
  }

  /**
   * Stores a value.
   *
   * @param value taken over: the caller must not change it afterwards
   * @param ttlSeconds how long it lives, in seconds; 0: for ever
   */
  public void set(CacheKey key, byte[] value, int ttlSeconds, OperationCollector out) {
    byte[] compressed =
        compressor == null || value.length < minimumBytes ? null : compressor.compress(value);
    if (compressed == null) {
      out.set(key, value, flags, ttlSeconds);
    } else {
      out.set(key, compressed, flags | compressedFlags, ttlSeconds);
    }
  }
}
