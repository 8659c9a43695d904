package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The wish that a server be emptied ({@code flush_all}, memcached doc/protocol.txt), repeated over
 * connections until it has been carried out. Nothing else is written meanwhile. Pure. Used by the
 * pool's event loop alone.
 */
final class FlushRequest {

  /**
   * How long nothing is stored afterwards: a server counts time in whole seconds and takes what is
   * stored in the second of the command for older than it.
   */
  static final Duration SETTLING = Duration.ofMillis(2100);

  /**
   * How long nothing is stored before, where items have versions. A server tells what is older than
   * the command by whole seconds, and within the second by its own CAS values, which versions are
   * always above.
   */
  static final Duration RESTING = Duration.ofMillis(2100);

  private static final byte[] COMMAND = "flush_all\r\n".getBytes(US_ASCII);

  private enum Step {
    NONE,
    DUE,
    RESTING,
    RESTED,
    SENT,
    SETTLING
  }

  private final String server;
  private final boolean rests;
  private int rest;
  private Step step = Step.NONE;
  private @Nullable CompletableFuture<Void> flushed;

  /**
   * @param server {@code host:port}, for messages
   * @param rests whether nothing is to be stored for {@link #RESTING} before
   */
  FlushRequest(String server, boolean rests) {
    this.server = server;
    this.rests = rests;
  }

  /** Begins one; a command that is on its way serves it, too, as nothing is written behind that. */
  void request(CompletableFuture<Void> whenFlushed) {
    cancel();
    if (step == Step.NONE) {
      step = Step.DUE;
    }
    flushed = whenFlushed;
  }

  /** Whether nothing else may be written. */
  boolean isPending() {
    return step != Step.NONE;
  }

  /** Whether {@link #command} is to be written as soon as nothing is in flight. */
  boolean isDue() {
    return step == Step.DUE || step == Step.RESTED;
  }

  /** Whether {@link #rest} comes before {@link #command}. */
  boolean isToRest() {
    return rests && step == Step.DUE;
  }

  /**
   * Nothing is in flight any more.
   *
   * @return what {@link #rested} is to be called with after {@link #RESTING}
   */
  int rest() {
    step = Step.RESTING;
    return ++rest;
  }

  /** The time is over, unless it has been begun anew. */
  void rested(int number) {
    if (step == Step.RESTING && number == rest) {
      step = Step.RESTED;
    }
  }

  /** Whether the next line from the server answers it. */
  boolean isSent() {
    return step == Step.SENT;
  }

  ByteBuf command() {
    sent();
    return Unpooled.wrappedBuffer(COMMAND);
  }

  /** It has been written, in whichever protocol. */
  void sent() {
    step = Step.SENT;
  }

  /**
   * Takes the server's answer.
   *
   * @return whether {@link #settled} is to be called after {@link #SETTLING}
   */
  boolean answered(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Text text && text.text().equals("OK")) {
      step = Step.SETTLING;
      return true;
    }
    if (!(reply instanceof Reply.Failure failure)) {
      throw ServerTrouble.foreign(reply.toString());
    }
    step = Step.NONE;
    if (flushed != null) {
      flushed.completeExceptionally(
          new UnsupportedOperationException(
              server
                  + " refuses to be emptied: "
                  + ServerTrouble.quoted(failure.text())
                  + "; allow flush_all there (memcached without -F), or restart it"));
    }
    return false;
  }

  /** What is stored from now on stays. */
  void settled() {
    if (step == Step.SETTLING) {
      step = Step.NONE;
      if (flushed != null) {
        flushed.complete(null);
      }
    }
  }

  /** It is not known whether it was carried out. */
  void disconnected() {
    if (step != Step.NONE) {
      step = flushed == null ? Step.NONE : Step.DUE;
    }
  }

  /** Nobody wishes it any more. A command that has been written is waited for nevertheless. */
  void cancel() {
    if (step == Step.DUE || step == Step.RESTING || step == Step.RESTED) {
      step = Step.NONE;
    }
    if (flushed != null) {
      flushed.cancel(false);
    }
    flushed = null;
  }
}
