package dev.freshet.connector.query;

import dev.freshet.api.spi.QueryException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Cuts an interval of integers into parts with about as many rows each: halves the part with the
 * most rows, again and again, and then puts those together that have few.
 */
final class KeyCuts {

  /** How many parts are guessed at: 63 halvings reach any number, and most keys are dense. */
  private static final int MOST_GUESSES = 1000;

  private KeyCuts() {}

  /** Guesses how many rows there are. */
  @FunctionalInterface
  interface Guess {

    /** About how many rows there are with a number above one and up to another. Blocks. */
    long rows(BigInteger above, BigInteger upTo) throws QueryException, InterruptedException;
  }

  /** The numbers above one and up to another. */
  private record Part(BigInteger above, BigInteger upTo, long rows) {

    static Part of(BigInteger above, BigInteger upTo, Guess guess)
        throws QueryException, InterruptedException {
      return new Part(above, upTo, guess.rows(above, upTo));
    }

    boolean isOneNumber() {
      return upTo.subtract(above).equals(BigInteger.ONE);
    }

    BigInteger middle() {
      return above.add(upTo.subtract(above).shiftRight(1));
    }
  }

  /**
   * Where to cut. Blocks while it is guessed.
   *
   * @param least the least number that there is
   * @param greatest the greatest
   * @param rows how many rows are wanted in a part, at most
   * @return the greatest number of each part but the last, ascending
   */
  static List<BigInteger> of(BigInteger least, BigInteger greatest, long rows, Guess guess)
      throws QueryException, InterruptedException {
    PriorityQueue<Part> large =
        new PriorityQueue<>(Comparator.comparingLong(Part::rows).reversed());
    List<Part> parts = new ArrayList<>();
    large.add(Part.of(least.subtract(BigInteger.ONE), greatest, guess));
    int guesses = 1;
    for (Part part = large.poll(); part != null; part = large.poll()) {
      if (part.rows() <= rows || part.isOneNumber() || guesses >= MOST_GUESSES) {
        parts.add(part);
      } else {
        large.add(Part.of(part.above(), part.middle(), guess));
        large.add(Part.of(part.middle(), part.upTo(), guess));
        guesses += 2;
      }
    }
    parts.sort(Comparator.comparing(Part::upTo));
    List<BigInteger> cuts = new ArrayList<>();
    long together = 0;
    for (Part part : parts) {
      if (together > 0 && together + part.rows() > rows) {
        cuts.add(part.above());
        together = 0;
      }
      together += part.rows();
    }
    return cuts;
  }
}
