package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the keys that one server holds, a {@link KeySlice} with each {@link KeyWalk}. Keys are
 * handed over between walks, never during one: whoever takes them may be slow, and the server is
 * not to wait. Used by one thread, which waits while the event loop asks and is answered.
 *
 * <p>Keys are told in the text protocol alone, and memcached finds out for each connection which
 * protocol is spoken, so that the pool's own does not matter.
 */
final class KeyLister {

  /** How much memory keys that are not handed over may take. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private final ServerAddress server;
  private final ClientOptions options;
  private final EventLoop loop;
  private final long maxBytes;

  KeyLister(ServerAddress server, ClientOptions options, EventLoop loop) {
    this(server, options, loop, MAX_BYTES);
  }

  /**
   * @param maxBytes how much memory keys that are not handed over may take
   */
  KeyLister(ServerAddress server, ClientOptions options, EventLoop loop, long maxBytes) {
    this.server = server;
    this.options = options;
    this.loop = loop;
    this.maxBytes = maxBytes;
  }

  /** Hands all keys to {@code keys}; why they are not all, or null if they are. */
  @Nullable ServerTrouble list(Consumer<CacheKey> keys) throws InterruptedException {
    boolean binary = options.protocol() == Protocol.BINARY;
    if (binary && options.access().credentials() != null) {
      return new ServerTrouble(
          "is not asked for its keys, which are told in the text protocol alone: with SASL (memcached"
              + " -S) it does not speak that",
          "use protocol=meta or text, with a file of users (memcached -Y)");
    }
    KeySlice slice = KeySlice.first(maxBytes);
    while (true) {
      KeyWalk walk = new KeyWalk(slice, options.acknowledgementTimeout(), loop);
      Optional<ServerTrouble> trouble = await(walk);
      slice.forEach(keys);
      if (trouble.isPresent()) {
        return binary ? besideBinary(trouble.get()) : trouble.get();
      }
      if (slice.isLast()) {
        return null;
      }
      slice = slice.next();
    }
  }

  private Optional<ServerTrouble> await(KeyWalk walk) throws InterruptedException {
    loop.execute(
        () ->
            walk.begin(
                Connector.of(server, options, loop),
                options.connectTimeout().plus(options.acknowledgementTimeout())));
    try {
      return walk.result().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a walk never fails", e);
    } catch (InterruptedException e) {
      loop.execute(walk::abandon);
      throw e;
    }
  }

  private static ServerTrouble besideBinary(ServerTrouble trouble) {
    return new ServerTrouble(
        "tells its keys in the text protocol alone, and spoken to in that it "
            + trouble.getMessage(),
        trouble.remedy()
            + "; it has to speak text beside binary (memcached without -B binary), or its keys are"
            + " not to be had");
  }
}
