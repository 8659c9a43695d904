package dev.freshet.daemon.explain;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.assembly.ChangeMapping;
import dev.freshet.daemon.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Explains keys. Reads from the database and the pools, and writes nowhere. */
public final class Explainer {

  /** How often database and pools are looked at before a difference is told. */
  private static final int LOOKS = 3;

  /** How long a change may be on its way between two looks. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Configuration configuration;
  private final ChangeMapping mapping;

  public Explainer(Configuration configuration) {
    this.configuration = configuration;
    this.mapping = new ChangeMapping(configuration);
  }

  /**
   * Explains a key that memcached takes. A difference is only told if it lasts: database and pools
   * cannot be read in the same moment. Blocks.
   */
  public Explanation explain(CacheKey key) throws SourceException, InterruptedException {
    try (mapping;
        Database database = mapping.source().database()) {
      Explanation explanation = look(key, database);
      for (int looks = 1; looks < LOOKS && explanation.showsProblem(); looks++) {
        Thread.sleep(BETWEEN_LOOKS.toMillis());
        explanation = look(key, database);
      }
      return explanation;
    }
  }

  private Explanation look(CacheKey key, Database database)
      throws SourceException, InterruptedException {
    List<KeyOrigin> origins =
        new OriginSearch(
                mapping.transformers(),
                mapping.transforms(),
                database,
                mapping.source().latestPosition())
            .of(key);
    List<PoolFinding> findings = new ArrayList<>();
    for (Configuration.PoolConfiguration pool : configuration.pools()) {
      Set<String> withheld = configuration.withheldFrom(pool.name());
      List<KeyOrigin> ofPool =
          origins.stream().filter(origin -> !withheld.contains(origin.transformer())).toList();
      try (Pool created = pool.create();
          PoolReader reader = created.reader()) {
        HeldItem held = reader.read(List.of(key)).get(0);
        findings.add(
            PoolFinding.of(pool.name(), created.route(key), held, ofPool, created.deletesOnly()));
      }
    }
    return new Explanation(origins, findings);
  }
}
