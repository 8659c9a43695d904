package dev.freshet.connector.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyCutsTest {

  private int guesses;

  /** Cuts numbers that are all known, and tells how many there are in each part. */
  private List<Integer> parts(LongStream numbers, long rows) throws Exception {
    TreeSet<BigInteger> all = new TreeSet<>();
    numbers.mapToObj(BigInteger::valueOf).forEach(all::add);
    List<BigInteger> cuts =
        KeyCuts.of(
            all.first(),
            all.last(),
            rows,
            (above, upTo) -> {
              guesses++;
              return all.subSet(above, false, upTo, true).size();
            });
    List<BigInteger> ends = new ArrayList<>(cuts);
    ends.add(all.last());
    assertThat(ends).doesNotHaveDuplicates().isSorted();
    List<Integer> sizes = new ArrayList<>();
    BigInteger above = all.first().subtract(BigInteger.ONE);
    for (BigInteger end : ends) {
      sizes.add(all.subSet(above, false, end, true).size());
      above = end;
    }
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(all.size());
    return sizes;
  }

  @Test
  void partsHaveAboutAsManyRows() throws Exception {
    assertThat(parts(LongStream.range(0, 1000), 100))
        .hasSizeBetween(10, 20)
        .allMatch(size -> size >= 50 && size <= 100);
    assertThat(parts(LongStream.range(-500, 500), 2000)).containsExactly(1000);
    assertThat(parts(LongStream.of(7), 1)).containsExactly(1);
  }

  @Test
  void numbersThatAreFarFromAllOthersMakeNoPartsOfTheirOwn() throws Exception {
    assertThat(
            parts(
                LongStream.concat(
                    LongStream.range(1, 1001), LongStream.of(Long.MIN_VALUE, Long.MAX_VALUE)),
                100))
        .hasSizeBetween(10, 25)
        .allMatch(size -> size <= 100);
    assertThat(guesses).isLessThan(300);
  }

  @Test
  void whatManyRowsShareIsNotCut() throws Exception {
    List<BigInteger> cuts =
        KeyCuts.of(
            BigInteger.ZERO,
            BigInteger.TEN,
            100,
            (above, upTo) ->
                IntStream.rangeClosed(above.intValue() + 1, upTo.intValue())
                    .map(number -> number == 4 ? 10_000 : 1)
                    .sum());
    assertThat(cuts).containsExactly(BigInteger.valueOf(3), BigInteger.valueOf(4));
  }

  @Test
  void guessesThatLeadNowhereEnd() throws Exception {
    List<BigInteger> cuts =
        KeyCuts.of(
            BigInteger.ZERO,
            BigInteger.TWO.pow(64),
            1,
            (above, upTo) -> {
              guesses++;
              return 1_000_000;
            });
    assertThat(guesses).isLessThan(1100);
    assertThat(cuts).isSorted().isNotEqualTo(Collections.emptyList());
  }
}
