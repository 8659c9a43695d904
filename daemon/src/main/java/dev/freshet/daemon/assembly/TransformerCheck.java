package dev.freshet.daemon.assembly;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.transforms.TransformedChange;
import dev.freshet.daemon.transforms.Transforms;
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
  private final Transforms transforms;
  private final Source source;

  /**
   * @param transformers the transformers by name
   * @param transforms what changes run through before
   */
  TransformerCheck(Map<String, Transformer> transformers, Transforms transforms, Source source) {
    this.transformers = transformers;
    this.transforms = transforms;
    this.source = source;
  }

  /** All findings. Blocks. */
  List<Finding> findings() {
    TransformsCheck ofTransforms = new TransformsCheck(transforms);
    List<Finding> findings = new ArrayList<>(ofTransforms.findings());
    try (Database database = source.database()) {
      transformers.forEach(
          (name, transformer) -> findings.addAll(findings(name, transformer, database)));
    }
    findings.addAll(ofTransforms.untried());
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

  private List<Finding> findings(String name, Transformer transformer, Database database) {
    String subject = "transformer " + name;
    List<Finding> findings = new ArrayList<>();
    try {
      List<TableSchema> tables = database.tables(transforms.leadingTo(transformer.tables()));
      if (tables.isEmpty()) {
        return List.of(
            Finding.problem(
                subject,
                "maps no table that there is, or that this account may see",
                "Mend its table, create the table, or give the account the SELECT privilege on it."));
      }
      List<TableSchema> fitting = new ArrayList<>();
      for (TableSchema table : tables) {
        if (fits(transformer, table, subject, findings)) {
          fitting.add(table);
        }
      }
      if (!fitting.isEmpty() && findings.stream().allMatch(TransformerCheck::isOk)) {
        findings.add(Finding.ok(subject, "fits " + shown(fitting)));
      } else if (findings.isEmpty()) {
        findings.add(renamed(subject));
      }
    } catch (QueryException e) {
      return List.of(
          Finding.problem(subject, String.valueOf(e.getMessage()), "Mend the account's grants."));
    }
    transformer
        .queries()
        .forEach((what, sql) -> findings.addAll(database.check(subject + " " + what, sql)));
    findings.addAll(new KeyQueryCheck(database).findings(name, transformer));
    return findings;
  }

  private static boolean isOk(Finding finding) {
    return finding.severity() == Finding.Severity.OK;
  }

  /** Whether it is to see a table's changes and fits them; what keeps it from that is a finding. */
  private boolean fits(
      Transformer transformer, TableSchema table, String subject, List<Finding> findings) {
    TransformedChange outline = transforms.outline(table);
    if (outline instanceof TransformedChange.Passed passed) {
      TableSchema seen = passed.change().schema();
      return transformer.tables().matches(seen.table())
          && binds(transformer, seen, subject, findings);
    }
    boolean dropped = outline instanceof TransformedChange.Dropped;
    String unseen =
        "the transforms %s a row of NULLs of %s, so that its columns are not looked at"
            .formatted(dropped ? "drop" : "fail with", table.table());
    findings.add(
        dropped
            ? Finding.ok(subject, unseen)
            : Finding.warning(subject, unseen, "See with freshet try."));
    return false;
  }

  private static boolean binds(
      Transformer transformer, TableSchema table, String subject, List<Finding> findings) {
    try {
      transformer.bind(table);
      return true;
    } catch (BindException e) {
      findings.add(
          Finding.problem(
              subject, String.valueOf(e.getMessage()), "Mend the transformer, or the table."));
      return false;
    }
  }

  private static Finding renamed(String subject) {
    return Finding.problem(
        subject,
        "the transforms give other names to all tables that it maps",
        "Let its table match the names that they give.");
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
