package dev.freshet.testkit.provision;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedVersion;
import java.util.List;

/** Makes servers. Thread-safe. */
public interface ServerProvider {

  /**
   * Starts a database server and returns at once.
   *
   * @param options options that win over the defaults, each with its dashes
   */
  RunningServer database(Flavor flavor, List<String> options);

  /** Starts a memcached and returns at once. */
  RunningServer memcached(MemcachedVersion version, List<String> options);

  /**
   * Starts a memcached behind a network link that can be made long and lossy, and returns at once.
   */
  RemoteServer remoteMemcached(MemcachedVersion version, List<String> options);

  /**
   * The provider of this JVM, chosen by the system property {@code freshet.servers} or the
   * environment's {@code FRESHET_SERVERS}: {@code auto} (the default), {@code docker} or {@code
   * local}.
   */
  static ServerProvider current() {
    return ChosenProvider.get();
  }
}
