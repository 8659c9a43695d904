package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Those keys of one read that belong on one server, and what the server has told of them. How much
 * of it is under way at once is bounded. Used by the reader's event loop alone, but for {@link
 * #result}.
 */
final class Inquiry {

  /** How much is asked ahead of answers, in bytes of commands. */
  static final int WINDOW_BYTES = 64 * 1024;

  /** What stands around the key in a command, or a little more, in bytes. */
  private static final int FRAME_BYTES = 32;

  private final String server;
  private final List<CacheKey> keys;
  private final List<HeldItem> items;
  private final CompletableFuture<List<HeldItem>> result = new CompletableFuture<>();
  private int asked;
  private int bytesUnderWay;
  private long deadlineNanos;

  /**
   * @param deadlineNanos until when the first answer is waited for, as {@link System#nanoTime}
   */
  Inquiry(String server, List<CacheKey> keys, long deadlineNanos) {
    this.server = server;
    this.keys = keys;
    this.items = new ArrayList<>(keys.size());
    this.deadlineNanos = deadlineNanos;
    completeIfAnswered();
  }

  /** What is held under each of the keys, in their order. Never fails. */
  CompletableFuture<List<HeldItem>> result() {
    return result;
  }

  boolean isDone() {
    return items.size() == keys.size();
  }

  /** How much longer the next answer is waited for. */
  long nanosLeft() {
    return deadlineNanos - System.nanoTime();
  }

  /** The next answer is waited for so long and no longer. */
  void allow(long nanos) {
    deadlineNanos = System.nanoTime() + nanos;
  }

  /** Whether so little is under way that more should be asked. */
  boolean isToAskMore() {
    return asked < keys.size() && bytesUnderWay <= WINDOW_BYTES / 2;
  }

  /** The next key to ask for; null if no more is to be under way. */
  @Nullable CacheKey next() {
    if (asked == keys.size() || bytesUnderWay >= WINDOW_BYTES) {
      return null;
    }
    CacheKey key = keys.get(asked++);
    bytesUnderWay += bytes(key);
    return key;
  }

  private static int bytes(CacheKey key) {
    return FRAME_BYTES + key.bytes().length;
  }

  /** What is held under the first of the keys of which that was not known. */
  void answer(HeldItem item) {
    bytesUnderWay -= bytes(keys.get(items.size()));
    items.add(item);
    completeIfAnswered();
  }

  /** The server does not want to tell what is held under the first key that it has not told of. */
  void refuse(String error) {
    answer(
        unreadable(
            new ServerTrouble(
                "does not tell what it holds: it says " + ServerTrouble.quoted(error),
                "look at its log and its memory")));
  }

  /** Nothing more is to be learnt from the server. */
  void fail(ServerTrouble why) {
    while (!isDone()) {
      items.add(unreadable(why));
    }
    completeIfAnswered();
  }

  private HeldItem unreadable(ServerTrouble why) {
    return new HeldItem.Unreadable(server, why.describe());
  }

  private void completeIfAnswered() {
    if (isDone()) {
      result.complete(items);
    }
  }
}
