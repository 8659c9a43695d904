package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.client.CommandBuffer.ascii;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.GuardedChange.Part;
import java.util.List;

/**
 * Writes the steps of guarded changes as meta commands with tokens, and a barrier behind them
 * (memcached doc/protocol.txt, "Meta Get", "Meta Set", "Meta Delete", "Meta No-Op"). Reads are
 * quiet, so that what is missing costs no answer; writes are answered. Used by one event loop
 * alone.
 */
final class GuardedSegmentWriter {

  /**
   * How long an item lives that has been added and not been confirmed, in seconds. Much longer than
   * a way to the server and back takes, since the value is written again if it is gone by then.
   */
  static final int UNCONFIRMED_SECONDS = 10;

  /** How long a tombstone stands, in seconds. */
  static final int TOMBSTONE_SECONDS = 60 * 60;

  private static final byte[] GET = ascii("mg ");
  private static final byte[] READ = ascii(" c q O");
  private static final byte[] SET = ascii("ms ");
  private static final byte[] ADD = ascii(" ME c");
  private static final byte[] ADD_TOMBSTONE = ascii(" ME");
  private static final byte[] EMPTY = ascii(" 0");
  private static final byte[] DELETE = ascii("md ");
  private static final byte[] SPACE = ascii(" ");
  private static final byte[] FLAGS = ascii(" F");
  private static final byte[] TTL = ascii(" T");
  private static final byte[] COMPARE = ascii(" C");
  private static final byte[] VERSION = ascii(" E");
  private static final byte[] OPAQUE = ascii(" O");
  private static final byte[] BARRIER = ascii("mn\r\n");

  /**
   * Writes {@code segment}.
   *
   * @param nowSeconds the present Unix time
   */
  void write(CommandBuffer out, GuardedSegment segment, long nowSeconds) {
    List<GuardedChange> changes = segment.changes();
    int opaque = segment.firstOpaque();
    for (int i = 0; i < changes.size(); i++) {
      GuardedChange change = changes.get(i);
      switch (change.step()) {
        case LOOK -> {
          writeItemRead(out, change, opaque);
          writeTombstoneRead(out, change, opaque);
        }
        case ADD, REPLACE -> {
          writeSetLine(out, change, opaque, nowSeconds);
          out.appendBlock(change.operation().value());
          if (change.step() == GuardedChange.Step.ADD) {
            writeTombstoneRead(out, change, opaque);
          }
        }
        case RAISE -> {
          if (change.isToRaise()) {
            writeTombstone(out, change, opaque);
          }
          writeTombstoneRead(out, change, opaque);
          writeItemRead(out, change, opaque);
        }
        case DELETE -> writeDelete(out, change, opaque);
      }
      opaque += GuardedSegment.TOKENS;
    }
    out.append(BARRIER).write();
  }

  private static void writeItemRead(CommandBuffer out, GuardedChange change, int opaque) {
    out.append(GET).append(change.key().bytes());
    out.append(READ).append(opaque + Part.READ_ITEM.token()).endLine();
  }

  private static void writeTombstoneRead(CommandBuffer out, GuardedChange change, int opaque) {
    TombstoneKey.append(out.append(GET), change.key());
    out.append(READ).append(opaque + Part.READ_TOMBSTONE.token()).endLine();
  }

  private static void writeTombstone(CommandBuffer out, GuardedChange change, int opaque) {
    TombstoneKey.append(out.append(SET), change.key());
    out.append(EMPTY);
    if (change.demanded() == 0) {
      out.append(ADD_TOMBSTONE);
    } else {
      out.append(COMPARE).append(change.demanded());
    }
    out.append(VERSION).append(change.version()).append(TTL).append(TOMBSTONE_SECONDS);
    out.append(OPAQUE).append(opaque + Part.WRITE_TOMBSTONE.token()).endLine().endLine();
  }

  private static void writeSetLine(
      CommandBuffer out, GuardedChange change, int opaque, long nowSeconds) {
    CacheOperation operation = change.operation();
    out.append(SET).append(operation.key().bytes()).append(SPACE).append(operation.value().length);
    if (operation.flags() != 0) {
      out.append(FLAGS).append(Integer.toUnsignedLong(operation.flags()));
    }
    int ttl = operation.ttlSeconds();
    if (change.step() == GuardedChange.Step.ADD) {
      out.append(ADD);
      ttl = ttl == 0 ? UNCONFIRMED_SECONDS : Math.min(ttl, UNCONFIRMED_SECONDS);
    } else {
      out.append(COMPARE).append(change.demanded()).append(VERSION).append(change.version());
    }
    out.append(TTL).append(Expiry.of(ttl, nowSeconds));
    out.append(OPAQUE).append(opaque + Part.WRITE_ITEM.token()).endLine();
  }

  private static void writeDelete(CommandBuffer out, GuardedChange change, int opaque) {
    out.append(DELETE).append(change.key().bytes()).append(COMPARE).append(change.demanded());
    out.append(OPAQUE).append(opaque + Part.WRITE_ITEM.token()).endLine();
  }
}
