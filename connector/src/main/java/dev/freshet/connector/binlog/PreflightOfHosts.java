package dev.freshet.connector.binlog;

import dev.freshet.api.config.Finding;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at all servers that may be the source, and at whether they can stand for each other. */
final class PreflightOfHosts {

  private final BinlogOptions options;

  PreflightOfHosts(BinlogOptions options) {
    this.options = options;
  }

  /** What is to be said of them. Blocks. */
  List<Finding> run() {
    Map<PreflightCheck, List<Finding>> checks = new LinkedHashMap<>();
    for (ServerAccess server : options.servers()) {
      PreflightCheck check = new PreflightCheck(options, server);
      checks.put(check, check.run());
    }
    boolean isAnyThere = checks.keySet().stream().anyMatch(check -> check.facts().isPresent());
    List<Finding> findings = new ArrayList<>();
    checks.forEach(
        (check, own) ->
            findings.addAll(isAnyThere && check.facts().isEmpty() ? notNeededNow(own) : own));
    List<PreflightCheck> there =
        checks.keySet().stream().filter(check -> check.facts().isPresent()).toList();
    for (PreflightCheck other : there.subList(Math.min(1, there.size()), there.size())) {
      compare(there.get(0), other, findings);
    }
    return List.copyOf(findings);
  }

  /** One of several may be away. */
  private static List<Finding> notNeededNow(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                finding.severity() == Finding.Severity.PROBLEM
                    ? Finding.warning(finding.subject(), finding.message(), finding.remedy())
                    : finding)
        .toList();
  }

  private static void compare(PreflightCheck first, PreflightCheck other, List<Finding> findings) {
    ServerFacts source = first.facts().orElseThrow();
    ServerFacts facts = other.facts().orElseThrow();
    if (source.mariadb() != facts.mariadb()) {
      findings.add(
          Finding.problem(
              other.subject(),
              "is a " + facts.product() + " server, and " + first.subject() + " is not",
              "name servers of one kind in database.hosts"));
    } else if (!facts.mariadb()) {
      String errant =
          new KnownTransactions.OfMysql(GtidSet.parse(source.executed()))
              .missing(GtidPosition.behind(GtidSet.parse(facts.purged())));
      if (!errant.isEmpty()) {
        findings.add(
            Finding.warning(
                other.subject(),
                "its binlog no longer has transactions %s, which %s never had: after a failover to it the position is lost"
                    .formatted(errant, first.subject()),
                "commit empty transactions of these GTIDs on the source, or make this replica anew"));
      }
    }
  }
}
