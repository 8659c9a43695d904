package dev.freshet.demo;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes changes and sees each arrive in every pool. Used by one thread. */
final class Show {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DatabaseServer database;
  private final List<CachePool> pools;
  private final Map<String, Map<String, String>> routes;

  /**
   * @param routes the server of each key by pool and key
   */
  Show(DatabaseServer database, List<CachePool> pools, Map<String, Map<String, String>> routes) {
    this.database = database;
    this.pools = pools;
    this.routes = routes;
  }

  /** Waits until every pool is as {@code expectations} say; the times count from this call. */
  List<Arrival> await(List<Expectation> expectations) {
    return gather(
        pools.stream().map(pool -> Watch.forState(pool, expectations, PATIENCE)).toList(),
        expectations);
  }

  /** Commits a change and waits until it has arrived in every pool. */
  List<Arrival> play(SiteChange change) throws SQLException, DemoException {
    for (CachePool pool : pools) {
      for (String list : change.cachedLists()) {
        Application.cache(server(pool, list), list, "[made by the application]");
      }
    }
    CompletableFuture<Long> committed = new CompletableFuture<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setCatalog(PhotoSite.DATABASE);
      connection.setAutoCommit(false);
      for (String sql : change.statements()) {
        statement.execute(sql);
      }
      List<CompletableFuture<List<Arrival>>> watches = watch(change.expectations(), committed);
      committed.complete(System.nanoTime());
      connection.commit();
      return gather(watches, change.expectations());
    } finally {
      // lets the watches end if the commit failed
      committed.complete(System.nanoTime());
    }
  }

  private List<CompletableFuture<List<Arrival>>> watch(
      List<Expectation> expectations, CompletableFuture<Long> committed) {
    return pools.stream()
        .map(pool -> Watch.forChange(pool, expectations, PATIENCE, committed))
        .toList();
  }

  /** All arrivals, key by key and in each key pool by pool. */
  private List<Arrival> gather(
      List<CompletableFuture<List<Arrival>>> watches, List<Expectation> order) {
    List<Arrival> arrivals = new ArrayList<>();
    for (CompletableFuture<List<Arrival>> watch : watches) {
      for (Arrival arrival : watch.join()) {
        arrivals.add(onRightServer(arrival));
      }
    }
    arrivals.sort(Comparator.comparingInt(arrival -> order.indexOf(arrival.expectation())));
    return arrivals;
  }

  private Arrival onRightServer(Arrival arrival) {
    String key = arrival.expectation().key();
    String right = routes.getOrDefault(arrival.pool(), Map.of()).getOrDefault(key, "");
    return arrival.note().isEmpty() || !arrival.hasArrived() || arrival.note().equals(right)
        ? arrival
        : new Arrival(
            arrival.pool(),
            arrival.expectation(),
            Optional.empty(),
            "is on " + arrival.note() + ", but freshet route says " + right);
  }

  private String server(CachePool pool, String key) throws DemoException {
    String server = routes.getOrDefault(pool.name(), Map.of()).get(key);
    if (server == null) {
      throw new DemoException("freshet route named no server of pool " + pool.name());
    }
    return server;
  }
}
