package dev.freshet.benchmarks.rival;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.exception.MemcachedException;
import net.rubyeye.xmemcached.utils.AddrUtil;

/**
 * One pool behind Xmemcached, which is left as it comes but for a longer limit of time. Values go
 * out as the bytes they are. Thread-safe.
 */
final class CachePool {
  private static final long LIMIT_MILLIS = 10_000;
  private static final int ATTEMPTS = 3;
  private static final int NO_EXPIRY = 0;

  private final MemcachedClient client;
  private final PlainBytes plainBytes = new PlainBytes();

  private CachePool(MemcachedClient client) {
    this.client = client;
  }

  /** Connects to pools of one server each. */
  static List<CachePool> connect(List<String> servers) throws IOException {
    List<CachePool> pools = new ArrayList<>();
    for (String server : servers) {
      XMemcachedClientBuilder builder = new XMemcachedClientBuilder(AddrUtil.getAddresses(server));
      builder.setOpTimeout(LIMIT_MILLIS);
      pools.add(new CachePool(builder.build()));
    }
    return pools;
  }

  /** Sets a value and returns once the server has it. */
  void set(String key, byte[] value) throws InterruptedException {
    repeatedly("set", key, () -> client.set(key, NO_EXPIRY, value, plainBytes));
  }

  /** Deletes a key and returns once the server has done so. */
  void delete(String key) throws InterruptedException {
    repeatedly(
        "delete",
        key,
        () -> {
          // false says that it was not there, which is as good
          client.delete(key);
          return true;
        });
  }

  void close() throws IOException {
    client.shutdown();
  }

  private interface Attempt {
    boolean run() throws TimeoutException, InterruptedException, MemcachedException;
  }

  private static void repeatedly(String what, String key, Attempt attempt)
      throws InterruptedException {
    RuntimeException failure = new IllegalStateException(what + " " + key + " was refused");
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        if (attempt.run()) {
          return;
        }
      } catch (TimeoutException | MemcachedException e) {
        failure = new IllegalStateException(what + " " + key + " failed", e);
      }
    }
    throw failure;
  }
}
