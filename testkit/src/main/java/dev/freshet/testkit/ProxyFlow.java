package dev.freshet.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link ProxyLink}, with what is under way in it. Used once. */
final class ProxyFlow {
  private static final int PIECE_BYTES = 65_536;

  /** About what 200 MB/s have under way at a round trip of 150 ms, to one direction. */
  private static final long LONG_LINK_BYTES = 32L << 20;

  private final Gate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Data> underWay = new ArrayDeque<>();
  private long bytesUnderWay;
  private boolean ended;
  private @Nullable IOException failure;

  private record Data(Gate.Piece piece, ByteBuffer bytes) {}

  ProxyFlow(Gate gate) {
    this.gate = gate;
  }

  /**
   * Passes everything on until the end of the input has been passed on too.
   *
   * @throws IOException if either side fails
   */
  void pass(InputStream in, OutputStream out) throws IOException {
    Thread reader = new Thread(() -> read(in), "fault-proxy-read");
    reader.setDaemon(true);
    reader.start();
    try {
      for (Data next = next(); next != null; next = next()) {
        gate.pass(next.piece());
        out.write(next.bytes().array());
        passed(next);
      }
      gate.pass(Gate.Piece.arrivingNow());
    } catch (IOException e) {
      end(e);
      throw e;
    }
  }

  private void read(InputStream in) {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, count));
        if (!add(new Data(Gate.Piece.arrivingNow(), bytes))) {
          return;
        }
      }
      end(null);
    } catch (IOException e) {
      end(e);
    }
  }

  /** Waits until the next may be read; false if the other side has failed. */
  private boolean add(Data data) throws IOException {
    lock.lock();
    try {
      underWay.add(data);
      bytesUnderWay += data.bytes().capacity();
      changed.signalAll();
      while (bytesUnderWay > (gate.isSlow() ? LONG_LINK_BYTES : 0) && !ended) {
        changed.await();
      }
      return !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a test held data back", e);
    } finally {
      lock.unlock();
    }
  }

  /** What came in next; null after the end. */
  private @Nullable Data next() throws IOException {
    lock.lock();
    try {
      while (underWay.isEmpty() && !ended) {
        changed.await();
      }
      IOException broken = failure;
      if (broken != null) {
        throw new IOException("the other side of the proxied connection failed", broken);
      }
      return underWay.peek();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a test held data back", e);
    } finally {
      lock.unlock();
    }
  }

  private void passed(Data data) {
    lock.lock();
    try {
      underWay.remove();
      bytesUnderWay -= data.bytes().capacity();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end(@Nullable IOException why) {
    lock.lock();
    try {
      ended = true;
      failure = failure == null ? why : failure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
