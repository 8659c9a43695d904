package dev.freshet.daemon.warm;

import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is left to be read, in the order in which it is taken up. Whoever works on one piece may add
 * others, so that the list ends when nobody does. Thread-safe.
 */
final class WorkList {

  /**
   * A piece of work.
   *
   * @param order where its part comes among all parts
   * @param part what is read
   * @param progress how far that is; null if it has not been seen to into which ranges it goes
   * @param range which of these
   */
  record Piece(int order, WarmPart part, @Nullable PartProgress progress, int range) {

    /** A part of which nothing is known yet. */
    static Piece whole(int order, WarmPart part) {
      return new Piece(order, part, null, 0);
    }
  }

  private final PriorityQueue<Piece> pieces =
      new PriorityQueue<>(Comparator.comparingInt(Piece::order).thenComparingInt(Piece::range));
  private int underWay;
  private boolean ended;

  synchronized void add(Collection<Piece> more) {
    pieces.addAll(more);
    notifyAll();
  }

  /**
   * Takes the next piece; whoever does says later that it is {@link #finished}. Blocks while others
   * may still add some.
   *
   * @return null if there are no more
   */
  synchronized @Nullable Piece take() throws InterruptedException {
    while (!ended && pieces.isEmpty() && underWay > 0) {
      wait();
    }
    Piece next = ended ? null : pieces.poll();
    if (next != null) {
      underWay++;
    }
    return next;
  }

  /** A piece is no longer worked on. */
  synchronized void finished() {
    underWay--;
    notifyAll();
  }

  /** Nothing more is to be taken up. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }
}
