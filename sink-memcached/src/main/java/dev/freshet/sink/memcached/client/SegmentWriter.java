package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.client.CommandBuffer.ascii;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import java.util.List;

/**
 * Writes segments as quiet meta commands with tokens, and a barrier behind them (memcached
 * doc/protocol.txt, "Meta Set", "Meta Delete", "Meta No-Op"). Makes no object per operation. Used
 * by one event loop alone.
 *
 * <p>Large sets are not quiet: where memory runs out while memcached reads a value that it stores
 * in several chunks, it keeps the old value, and to a quiet command it does not even say so (1.6.18
 * and 1.6.45 do this).
 */
final class SegmentWriter {

  private static final byte[] SET = ascii("ms ");
  private static final byte[] SPACE = ascii(" ");
  private static final byte[] FLAGS = ascii(" F");
  private static final byte[] TTL = ascii(" T");
  private static final byte[] DELETE = ascii("md ");
  private static final byte[] QUIET = ascii(" q O");
  private static final byte[] ANSWERED = ascii(" O");
  private static final byte[] BARRIER = ascii("mn\r\n");

  /** Values from this size on are answered whatever the server's chunks are: it costs nothing. */
  private static final long ANSWERED_BYTES = 16 * 1024;

  /** More than the header of an item takes. */
  private static final int ITEM_HEADER_BYTES = 128;

  private final boolean deletesOnly;
  private final long maxItemBytes;
  private final long answeredBytes;

  /**
   * @param deletesOnly whether a set is written as a delete
   */
  SegmentWriter(boolean deletesOnly, ServerFacts facts) {
    this.deletesOnly = deletesOnly;
    this.maxItemBytes = facts.maxItemBytes();
    this.answeredBytes = Math.min(ANSWERED_BYTES, facts.maxChunkBytes() - ITEM_HEADER_BYTES);
  }

  /**
   * Writes {@code segment}.
   *
   * @param nowSeconds the present Unix time
   */
  void write(CommandBuffer out, Segment segment, long nowSeconds) {
    List<CacheOperation> operations = segment.operations();
    int opaque = segment.firstOpaque();
    for (int i = 0; i < operations.size(); i++) {
      CacheOperation operation = operations.get(i);
      if (deletesOnly || operation.kind() == CacheOperation.Kind.DELETE) {
        writeDelete(out, operation, opaque);
      } else if (surelyTooLarge(operation)) {
        writeDelete(out, operation, opaque);
        segment.reject(new Rejection(operation, tooLarge(operation.value().length, maxItemBytes)));
      } else {
        boolean answered = itemBytes(operation) >= answeredBytes;
        if (answered) {
          segment.expectAnswer();
        }
        writeSet(out, operation, answered ? ANSWERED : QUIET, opaque, nowSeconds);
      }
      opaque++;
    }
    out.append(BARRIER).write();
  }

  /**
   * Whether the server refuses the value whatever its item header takes. What is smaller than that
   * but does not fit with its header either, the server finds out.
   */
  private boolean surelyTooLarge(CacheOperation operation) {
    return itemBytes(operation) > maxItemBytes;
  }

  /** What an item takes at least. */
  private static long itemBytes(CacheOperation operation) {
    return (long) operation.key().bytes().length + operation.value().length;
  }

  static String tooLarge(int valueBytes, long maxItemBytes) {
    return "the value has "
        + valueBytes
        + " bytes, the server takes items of "
        + maxItemBytes
        + " (memcached -I) with key and header";
  }

  /** What has no flags, or lives for ever, needs not say so. */
  private static void writeSet(
      CommandBuffer out, CacheOperation operation, byte[] noise, int opaque, long nowSeconds) {
    out.append(SET).append(operation.key().bytes()).append(SPACE).append(operation.value().length);
    if (operation.flags() != 0) {
      out.append(FLAGS).append(Integer.toUnsignedLong(operation.flags()));
    }
    if (operation.ttlSeconds() != 0) {
      out.append(TTL).append(Expiry.of(operation.ttlSeconds(), nowSeconds));
    }
    out.append(noise).append(opaque).endLine().appendBlock(operation.value());
  }

  private static void writeDelete(CommandBuffer out, CacheOperation operation, int opaque) {
    out.append(DELETE).append(operation.key().bytes()).append(QUIET).append(opaque).endLine();
  }
}
