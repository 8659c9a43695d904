package dev.freshet.daemon.assembly;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks whether transformers fit the database: tables and columns that they name exist, queries can
 * be run, and no two of them store values under the same keys.
 */
final class TransformerCheck {

  private final Map<String, Transformer> transformers;
  private final Source source;

  /**
   * @param transformers the transformers by name
   */
  TransformerCheck(Map<String, Transformer> transformers, Source source) {
    this.transformers = transformers;
    this.source = source;
  }

  /** All findings. Blocks. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    try (Database database = source.database()) {
      transformers.forEach(
          (name, transformer) -> findings.addAll(findings(name, transformer, database)));
    }
    collisions(transformers)
        .forEach(
            collision ->
                findings.add(
                    Finding.warning(
                        "transformers",
                        collision,
                        "Give them different keys, unless no key is ever made by both.")));
    return findings;
  }

  private static List<Finding> findings(String name, Transformer transformer, Database database) {
    String subject = "transformer " + name;
    List<Finding> findings = new ArrayList<>();
    try {
      List<TableSchema> tables = database.tables(transformer.tables());
      if (tables.isEmpty()) {
        return List.of(
            Finding.problem(
                subject,
                "maps no table that there is, or that this account may see",
                "Mend its table, create the table, or give the account the SELECT privilege on it."));
      }
      for (TableSchema table : tables) {
        bindProblem(transformer, table, subject, findings);
      }
      if (findings.isEmpty()) {
        findings.add(Finding.ok(subject, "fits " + shown(tables)));
      }
    } catch (QueryException e) {
      return List.of(
          Finding.problem(subject, String.valueOf(e.getMessage()), "Mend the account's grants."));
    }
    transformer
        .queries()
        .forEach((what, sql) -> findings.addAll(database.check(subject + " " + what, sql)));
    return findings;
  }

  private static void bindProblem(
      Transformer transformer, TableSchema table, String subject, List<Finding> findings) {
    try {
      transformer.bind(table);
    } catch (BindException e) {
      findings.add(
          Finding.problem(
              subject, String.valueOf(e.getMessage()), "Mend the transformer, or the table."));
    }
  }

  private static String shown(List<TableSchema> tables) {
    return tables.size() == 1
        ? String.valueOf(tables.get(0).table())
        : tables.size() + " tables, " + tables.get(0).table() + " and others";
  }

  /** Which transformers store values under keys of the same form, one sentence for each form. */
  static List<String> collisions(Map<String, Transformer> transformers) {
    Map<String, List<String>> byKeys = new TreeMap<>();
    transformers.forEach(
        (name, transformer) ->
            transformer
                .storedKeys()
                .forEach(
                    keys -> byKeys.computeIfAbsent(keys, unused -> new ArrayList<>()).add(name)));
    return byKeys.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(
            entry ->
                "%s store values under keys of the same form, %s: where they make the same key, the"
                        .formatted(String.join(" and ", entry.getValue()), entry.getKey())
                    + " last one wins")
        .toList();
  }
}
