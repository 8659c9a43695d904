package dev.freshet.daemon.assembly;

import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.scan.SourceKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether the queries that tell keys can be run, and tell all of the keys. */
final class KeyQueryCheck {

  private static final Logger LOG = LoggerFactory.getLogger(KeyQueryCheck.class);
  private static final String REMEDY =
      "Mend the query, or give the account the SELECT privilege on what it reads.";

  private final Database database;

  KeyQueryCheck(Database database) {
    this.database = database;
  }

  /** What is to be said of a transformer's query; nothing where it has none. Blocks. */
  List<Finding> findings(String name, Transformer transformer) {
    return SourceKeys.of(Map.of(name, transformer)).stream()
        .map(
            keys -> {
              String subject = "transformer " + keys.name();
              try {
                return problem(keys)
                    .map(problem -> Finding.problem(subject, problem, REMEDY))
                    .orElseGet(
                        () ->
                            Finding.ok(
                                subject, "the query can be run, and returns all of the key"));
              } catch (QueryException e) {
                return Finding.problem(
                    subject, String.valueOf(e.getMessage()), "Mend query.hosts or the account.");
              }
            })
        .toList();
  }

  /**
   * Passes if all queries can be run; one of which that cannot be told is left to those who run it.
   *
   * @throws SourceException if one cannot
   */
  void ensure(Map<String, Transformer> transformers) throws SourceException {
    for (SourceKeys keys : SourceKeys.of(transformers)) {
      try {
        Optional<String> problem = problem(keys);
        if (problem.isPresent()) {
          throw new SourceException(
              SourceException.Kind.MISCONFIGURED,
              "transformers.%s cannot be used: %s. %s"
                  .formatted(keys.name(), problem.get(), REMEDY));
        }
      } catch (QueryException e) {
        LOG.warn("transformers.{} cannot be looked at now: {}", keys.name(), e.getMessage());
      }
    }
  }

  private Optional<String> problem(SourceKeys keys) throws QueryException {
    try {
      keys.rows(database.columns(keys.query()));
      return Optional.empty();
    } catch (BindException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (QueryException e) {
      if (e.isRefused()) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }
}
