package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.operation.OperationBatch;
import java.util.ArrayList;
import java.util.List;

/** Operations and batches for tests. */
public final class Operations {

  private static final ChangeOrigin ORIGIN =
      new ChangeOrigin("test", new TableName("shop", "users"), new FixedPosition());

  private Operations() {}

  /** A position that nobody compares. */
  private static final class FixedPosition implements SourcePosition {
    @Override
    public String text() {
      return "fixed";
    }

    @Override
    public boolean covers(SourcePosition other) {
      return true;
    }

    @Override
    public long order() {
      return 0;
    }
  }

  public static CacheOperation set(String key, String value) {
    return set(key, value.getBytes(UTF_8), 0);
  }

  public static CacheOperation set(String key, byte[] value, int ttlSeconds) {
    return CacheOperation.set(CacheKey.of(key), value, 0, ttlSeconds, ORIGIN);
  }

  public static CacheOperation set(byte[] key, byte[] value) {
    return CacheOperation.set(CacheKey.of(key), value, 0, 0, ORIGIN);
  }

  public static CacheOperation delete(String key) {
    return CacheOperation.delete(CacheKey.of(key), ORIGIN);
  }

  public static CacheOperation delete(CacheKey key) {
    return CacheOperation.delete(key, ORIGIN);
  }

  public static OperationBatch batch(CacheOperation... operations) {
    return OperationBatch.of(List.of(operations), 1);
  }

  /**
   * A batch of sets: keys of its own, {@code bNUMBER:I}, and hot ones that every batch sets anew,
   * {@code hot:I}.
   */
  static OperationBatch load(int number, int keys, int hotKeys) {
    List<CacheOperation> operations = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      operations.add(set("b" + number + ":" + i, "value " + number));
    }
    for (int i = 0; i < hotKeys; i++) {
      operations.add(set("hot:" + i, String.valueOf(number)));
    }
    return OperationBatch.of(operations, 1);
  }
}
