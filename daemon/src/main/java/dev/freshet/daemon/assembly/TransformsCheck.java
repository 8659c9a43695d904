package dev.freshet.daemon.assembly;

import dev.freshet.api.config.Finding;
import dev.freshet.daemon.transforms.ConfiguredTransform;
import dev.freshet.daemon.transforms.Transforms;
import java.util.ArrayList;
import java.util.List;

/** What is to be said of the transforms themselves, once they have been tried. */
final class TransformsCheck {

  private final Transforms transforms;

  TransformsCheck(Transforms transforms) {
    this.transforms = transforms;
  }

  /** Options that nobody has declared. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (ConfiguredTransform step : transforms.steps()) {
      String subject = "transform " + step.transform().name();
      for (String key : step.undeclared()) {
        findings.add(
            Finding.warning(
                subject,
                "%s is not declared by %s".formatted(key, step.transform().type().name()),
                "It is handed over, as Kafka Connect does: see that the class knows it."));
      }
      findings.add(Finding.ok(subject, "accepts its options"));
    }
    return findings;
  }

  /** Transforms that could not be tried without a row. To be asked for behind all else. */
  List<Finding> untried() {
    return transforms.untried().stream()
        .sorted()
        .map(
            name ->
                Finding.warning(
                    "transform " + name,
                    "cannot be tried without a row, so that it is not known which tables it gives other"
                        + " names",
                    "If it does, let the table of a transformer match the tables that they come from,"
                        + " too."))
        .toList();
  }
}
