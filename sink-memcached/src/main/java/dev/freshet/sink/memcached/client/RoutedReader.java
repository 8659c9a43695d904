package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.sink.memcached.routing.Distribution;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads each key from the server that it belongs on, from all servers at once, and has each server
 * list its keys. Used by one thread at a time, which waits while one of the shared event loops asks
 * and is answered.
 */
public final class RoutedReader implements PoolReader {

  private static final String UNPLACED = "cannot be told apart: ";

  private final ClientOptions options;
  private final Distribution distribution;
  private final EventLoop loop = EventLoops.next();
  private final List<ItemReader> readers;
  private boolean closed;

  /** A reader that connects to nothing yet. Starts the shared event loops if they do not run. */
  public RoutedReader(ClientOptions options, Distribution distribution) {
    this.options = options;
    this.distribution = distribution;
    this.readers =
        options.servers().stream()
            .map(server -> ItemConnector.of(options.protocol(), server, options, loop))
            .map(connector -> new ItemReader(connector, options.acknowledgementTimeout(), loop))
            .toList();
  }

  @Override
  public List<HeldItem> read(List<CacheKey> keys) throws InterruptedException {
    checkOpen();
    keys.forEach(RoutedReader::check);
    long deadlineNanos =
        System.nanoTime()
            + options.connectTimeout().plus(options.acknowledgementTimeout()).toNanos();
    String unplaced = prepare();
    if (unplaced != null) {
      String servers =
          options.servers().stream()
              .map(ServerAddress::hostAndPort)
              .collect(Collectors.joining(", "));
      return keys.stream()
          .<HeldItem>map(key -> new HeldItem.Unreadable(servers, unplaced))
          .toList();
    }
    int[] places = keys.stream().mapToInt(key -> distribution.serverFor(key.bytes())).toArray();
    return merge(places, ask(keys, places, deadlineNanos));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the reader of pool " + options.pool() + " is closed");
    }
  }

  private static void check(CacheKey key) {
    String problem = key.problem();
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
  }

  /** Has looked up what placements depend on; what stands in the way of it, or null. */
  private @Nullable String prepare() throws InterruptedException {
    if (distribution.isReady()) {
      return null;
    }
    try {
      AddressLookup.of(distribution::prepare)
          .get(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (ExecutionException e) {
      return UNPLACED + (e.getCause() == null ? e : e.getCause()).getMessage();
    } catch (TimeoutException e) {
      return UNPLACED
          + "the distribution places keys by addresses, which the name service does not tell within"
          + " connect.timeout; look at the name service";
    }
  }

  /** What each server tells of its share of the keys. */
  private List<List<HeldItem>> ask(List<CacheKey> keys, int[] places, long deadlineNanos)
      throws InterruptedException {
    List<List<CacheKey>> shares =
        readers.stream().<List<CacheKey>>map(reader -> new ArrayList<>()).toList();
    for (int i = 0; i < places.length; i++) {
      shares.get(places[i]).add(keys.get(i));
    }
    List<CompletableFuture<List<HeldItem>>> told =
        IntStream.range(0, shares.size())
            .mapToObj(server -> ask(server, shares.get(server), deadlineNanos))
            .toList();
    try {
      CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an inquiry never fails", e);
    } catch (InterruptedException e) {
      abandon();
      throw e;
    }
    return told.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<List<HeldItem>> ask(
      int server, List<CacheKey> share, long deadlineNanos) {
    Inquiry inquiry =
        new Inquiry(options.servers().get(server).hostAndPort(), share, deadlineNanos);
    if (!inquiry.isDone()) {
      loop.execute(() -> readers.get(server).read(inquiry));
    }
    return inquiry.result();
  }

  private static List<HeldItem> merge(int[] places, List<List<HeldItem>> shares) {
    List<Iterator<HeldItem>> rest = shares.stream().map(List::iterator).toList();
    List<HeldItem> items = new ArrayList<>(places.length);
    for (int place : places) {
      items.add(rest.get(place).next());
    }
    return items;
  }

  /**
   * Asks one server behind the other: each tells its keys faster than they are made use of, and so
   * no more than one server's are in memory.
   */
  @Override
  public List<HeldItem.Unreadable> list(Consumer<CacheKey> keys) throws InterruptedException {
    checkOpen();
    List<HeldItem.Unreadable> incomplete = new ArrayList<>();
    for (ServerAddress server : options.servers()) {
      ServerTrouble trouble = new KeyLister(server, options, loop).list(keys);
      if (trouble != null) {
        incomplete.add(new HeldItem.Unreadable(server.hostAndPort(), trouble.describe()));
      }
    }
    return incomplete;
  }

  private void abandon() {
    loop.execute(() -> readers.forEach(ItemReader::abandon));
  }

  @Override
  public void close() {
    closed = true;
    abandon();
  }
}
