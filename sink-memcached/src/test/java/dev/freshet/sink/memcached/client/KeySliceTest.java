package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.CacheKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeySliceTest {

  private static final int KEYS = 20_000;

  private static List<CacheKey> keys(KeySlice slice) throws ServerTrouble {
    for (int i = 0; i < KEYS; i++) {
      slice.add(CacheKey.of("users:" + i).bytes());
    }
    List<CacheKey> keys = new ArrayList<>();
    slice.forEach(keys::add);
    return keys;
  }

  @Test
  void oneSliceHoldsAllThatFits() throws ServerTrouble {
    KeySlice slice = KeySlice.first(Long.MAX_VALUE);
    assertThat(keys(slice)).hasSize(KEYS);
    assertThat(slice.isLast()).isTrue();
  }

  @Test
  void everyKeyIsInOneOfTheSlicesAndTheyAreNotManyMoreThanNeeded() throws ServerTrouble {
    int keysPerSlice = 1000;
    Set<CacheKey> seen = new HashSet<>();
    int slices = 1;
    KeySlice slice = KeySlice.first(keysPerSlice * 35L);
    while (true) {
      List<CacheKey> keys = keys(slice);
      assertThat(keys).hasSizeLessThan(keysPerSlice + 100);
      for (CacheKey key : keys) {
        assertThat(seen.add(key)).isTrue();
      }
      if (slice.isLast()) {
        break;
      }
      slices++;
      slice = slice.next();
    }
    assertThat(seen).hasSize(KEYS);
    assertThat(slices).isLessThan(4 * KEYS / keysPerSlice);
  }

  /** A slice is left when its keys are too many, and one that cannot be any smaller fails. */
  @Test
  void oneKeyOverAndOverDoesNotFillTheMemory() {
    CacheKey key = CacheKey.of("a");
    List<Integer> sizes = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (KeySlice slice = KeySlice.first(10_000); true; slice = slice.next()) {
                for (int i = 0; i < KEYS; i++) {
                  slice.add(key.bytes());
                }
                List<CacheKey> held = new ArrayList<>();
                slice.forEach(held::add);
                sizes.add(held.size());
              }
            })
        .isInstanceOf(ServerTrouble.class)
        .hasMessage("tells the same keys over and over");
    assertThat(sizes).hasSizeLessThanOrEqualTo(32).allMatch(size -> size <= 400);
  }
}
