package dev.freshet.daemon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatestOperationsTest {

  private static final ChangeOrigin ORIGIN =
      new ChangeOrigin("users", new TableName("shop", "users"), new NumberPosition(1));

  private static CacheOperation set(String key) {
    return CacheOperation.set(CacheKey.of(key), new byte[] {1}, 0, 0, ORIGIN);
  }

  @Test
  void theLastOperationOnAKeyCountsAndKeepsThePlaceOfTheFirst() {
    LatestOperations latest = new LatestOperations(0);
    CacheOperation first = set("a");
    CacheOperation other = set("b");
    CacheOperation last = set("a");
    assertThat(latest.put(first)).isNull();
    assertThat(latest.put(other)).isNull();
    assertThat(latest.put(last)).isSameAs(first);
    assertThat(latest.list()).containsExactly(last, other);
  }

  @Test
  void whatIsTakenOutIsGoneUntilItComesAgain() {
    LatestOperations latest = new LatestOperations(0);
    CacheOperation first = set("a");
    CacheOperation other = set("b");
    latest.put(first);
    latest.put(other);
    assertThat(latest.remove(CacheKey.of("a"))).isSameAs(first);
    assertThat(latest.remove(CacheKey.of("a"))).isNull();
    assertThat(latest.remove(CacheKey.of("c"))).isNull();
    assertThat(latest.list()).containsExactly(other);
    CacheOperation again = set("a");
    assertThat(latest.put(again)).isNull();
    assertThat(latest.list()).containsExactly(again, other);
  }

  @Test
  void itHoldsWhatAMapWould() {
    Random random = new Random(7);
    for (int expected : List.of(0, 1, 100, 10_000)) {
      LatestOperations latest = new LatestOperations(expected);
      Map<CacheKey, CacheOperation> map = new LinkedHashMap<>();
      for (int i = 0; i < 20_000; i++) {
        CacheOperation operation = set("key:" + random.nextInt(5_000));
        if (random.nextInt(10) == 0) {
          assertThat(latest.remove(operation.key())).isSameAs(map.remove(operation.key()));
        } else {
          assertThat(latest.put(operation)).isSameAs(map.put(operation.key(), operation));
        }
      }
      assertThat(latest.list()).containsExactlyInAnyOrderElementsOf(map.values());
    }
  }

  @Test
  void keysWithOneHashAreToldApart() {
    LatestOperations latest = new LatestOperations(0);
    CacheOperation one = set("Aa");
    CacheOperation other = set("BB");
    assertThat(one.key().hashCode()).isEqualTo(other.key().hashCode());
    latest.put(one);
    latest.put(other);
    assertThat(latest.list()).containsExactly(one, other);
    assertThat(latest.remove(other.key())).isSameAs(other);
    assertThat(latest.list()).containsExactly(one);
  }
}
