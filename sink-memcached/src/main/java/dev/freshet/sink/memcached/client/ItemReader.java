package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads from one server, over one connection that is made when it is first needed and made again by
 * the next inquiry when it has ended. Whatever happens, an inquiry comes to its end in time. Used
 * by the reader's event loop alone.
 */
// What is scheduled and connected is dealt with where it ends.
@SuppressWarnings("FutureReturnValueIgnored")
final class ItemReader {

  private final ItemConnector connector;
  private final Duration patience;
  private final EventLoop loop;
  private @Nullable Line line;
  private @Nullable Inquiry inquiry;
  private @Nullable ScheduledFuture<?> watch;

  /**
   * @param patience how long an answer is waited for behind the one before
   */
  ItemReader(ItemConnector connector, Duration patience, EventLoop loop) {
    this.connector = connector;
    this.patience = patience;
    this.loop = loop;
  }

  /** Sets about {@code asked}. The inquiry before has to be done. */
  void read(Inquiry asked) {
    inquiry = asked;
    if (line == null) {
      watch(asked);
      line = new Line();
      line.connect();
    } else {
      line.begin(asked);
    }
  }

  private void watch(Inquiry watched) {
    if (watch != null) {
      watch.cancel(false);
    }
    watch = loop.schedule(() -> look(watched), watched.nanosLeft(), TimeUnit.NANOSECONDS);
  }

  private void look(Inquiry watched) {
    if (watched != inquiry) {
      return;
    }
    if (watched.nanosLeft() > 0) {
      watch(watched);
    } else {
      giveUp(line == null ? closed() : line.silence());
    }
  }

  /** Hangs up; what is being asked stays without an answer. Can be used again. */
  void abandon() {
    giveUp(closed());
  }

  private static ServerTrouble closed() {
    return new ServerTrouble("is not read any more", "read again");
  }

  private void giveUp(ServerTrouble why) {
    Line given = line;
    line = null;
    if (given != null) {
      given.close();
    }
    Inquiry failed = inquiry;
    if (failed != null) {
      failed.fail(why);
      finish();
    }
  }

  private void finish() {
    inquiry = null;
    if (watch != null) {
      watch.cancel(false);
      watch = null;
    }
  }

  /** One connection, from the attempt to make it to its end. */
  private final class Line implements ItemListener {

    private @Nullable ItemConnection connection;

    void connect() {
      connector.connect(this).whenCompleteAsync(this::connected, loop);
    }

    private void connected(@Nullable ItemConnection made, @Nullable Throwable failure) {
      connection = made;
      if (failure != null) {
        ended(Troubles.of(failure));
      } else if (line != this) {
        close();
      } else if (inquiry != null) {
        begin(inquiry);
      }
    }

    void begin(Inquiry asked) {
      asked.allow(Math.min(patience.toNanos(), asked.nanosLeft()));
      watch(asked);
      ask(asked);
    }

    private void ask(Inquiry asked) {
      ItemConnection open = connection;
      if (open == null || !asked.isToAskMore()) {
        return;
      }
      for (CacheKey key = asked.next(); key != null; key = asked.next()) {
        open.ask(key);
      }
      open.flush();
    }

    @Override
    public void answered(HeldItem item) {
      if (line == this && inquiry != null) {
        inquiry.answer(item);
        goOn(inquiry);
      }
    }

    @Override
    public void refused(String error) {
      if (line == this && inquiry != null) {
        inquiry.refuse(error);
        goOn(inquiry);
      }
    }

    private void goOn(Inquiry answered) {
      if (answered.isDone()) {
        finish();
      } else {
        answered.allow(patience.toNanos());
        ask(answered);
      }
    }

    @Override
    public void ended(ServerTrouble why) {
      if (line == this) {
        giveUp(why);
      }
    }

    /** What it means that nothing has come for too long. */
    ServerTrouble silence() {
      return Troubles.ofSilence(connection != null);
    }

    void close() {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
