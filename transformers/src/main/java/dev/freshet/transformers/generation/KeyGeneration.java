package dev.freshet.transformers.generation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.key.ChangedKeys;
import dev.freshet.transformers.value.TimeToLive;

/** Stores the number of a change, in decimal, under each key that it touches. */
final class KeyGeneration implements RowTransformer {

  private final ChangedKeys keys;
  private final int flags;
  private final TimeToLive timeToLive;

  KeyGeneration(ChangedKeys keys, int flags, TimeToLive timeToLive) {
    this.keys = keys;
    this.flags = flags;
    this.timeToLive = timeToLive;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    for (CacheKey key : keys.of(change, out)) {
      byte[] number = Long.toString(out.order()).getBytes(US_ASCII);
      out.set(key, number, flags, timeToLive.secondsOf(key));
    }
  }

  @Override
  public boolean looksAt(int column) {
    return keys.looksAt(column);
  }
}
