package dev.freshet.demo;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedServer;
import java.util.ArrayList;
import java.util.List;

/**
 * The servers of the demonstration: a database, and two pools of two memcached servers each.
 *
 * @param database the photo site's database
 * @param east the servers of the pool {@code east}
 * @param west the servers of the pool {@code west}
 */
record DemoServers(DatabaseServer database, List<MemcachedServer> east, List<MemcachedServer> west)
    implements AutoCloseable {

  /** Starts all of them, and installs the programs first where they are missing. */
  static DemoServers start(Flavor flavor) {
    List<AutoCloseable> started = new ArrayList<>();
    try {
      DatabaseServer database = DatabaseServer.start(flavor);
      started.add(database);
      List<MemcachedServer> caches = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        MemcachedServer cache = MemcachedServer.start("-m", "16", "-t", "1");
        started.add(cache);
        caches.add(cache);
      }
      return new DemoServers(
          database, List.copyOf(caches.subList(0, 2)), List.copyOf(caches.subList(2, 4)));
    } catch (RuntimeException e) {
      closeAll(started, e);
      throw e;
    }
  }

  private static void closeAll(List<AutoCloseable> servers, RuntimeException cause) {
    for (AutoCloseable server : servers) {
      try {
        server.close();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }

  @Override
  public void close() {
    east.forEach(MemcachedServer::close);
    west.forEach(MemcachedServer::close);
    database.close();
  }
}
