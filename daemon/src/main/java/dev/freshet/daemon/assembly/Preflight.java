package dev.freshet.daemon.assembly;

import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.checkpoint.CheckpointException;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.PositionLost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks whether a configuration would run: source, stored positions, pools. Changes nothing. */
public final class Preflight {

  private final Configuration configuration;
  private final ChangeMapping mapping;
  private final Map<String, Transformer> transformers;
  private final Source source;

  public Preflight(Configuration configuration) {
    this.configuration = configuration;
    this.mapping = new ChangeMapping(configuration);
    this.transformers = mapping.transformers();
    this.source = mapping.source();
  }

  /** All findings: of the source, the state directory and the pools. Blocks. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("configuration", "is valid"));
    List<Finding> ofSource = source.check();
    findings.addAll(ofSource);
    findings.addAll(positionFindings());
    if (ofSource.stream().noneMatch(finding -> finding.severity() == Finding.Severity.PROBLEM)) {
      findings.addAll(new TransformerCheck(transformers, mapping.transforms(), source).findings());
    }
    for (Configuration.PoolConfiguration pool : configuration.pools()) {
      try (Pool created = pool.create()) {
        findings.addAll(created.check());
      }
    }
    mapping.close();
    return findings;
  }

  private List<Finding> positionFindings() {
    String subject = "state.dir " + configuration.daemon().stateDirectory();
    Map<String, PoolMarks> stored;
    try {
      stored =
          Checkpoints.read(
              configuration.daemon().stateDirectory(),
              configuration.daemon().name(),
              source::parsePosition);
    } catch (CheckpointException e) {
      return List.of(Finding.problem(subject, e.problem() + ".", e.remedy() + "."));
    }
    List<Finding> findings = new ArrayList<>();
    stored.forEach((pool, marks) -> findings.add(positionFinding(subject, pool, marks)));
    if (stored.isEmpty()) {
      findings.add(
          Finding.ok(
              subject,
              "holds no position: run begins at the "
                  + (configuration.daemon().startFrom() + " one").toLowerCase(Locale.ROOT)));
    }
    return findings;
  }

  private Finding positionFinding(String subject, String pool, PoolMarks marks) {
    try {
      source.verifyPosition(marks.done());
      source.verifyPosition(marks.intent());
      return Finding.ok(subject, "pool " + pool + " continues behind " + marks.done().text());
    } catch (SourceException e) {
      boolean isSkipped =
          e.kind() == SourceException.Kind.POSITION_LOST
              && configuration.daemon().positionLost() == PositionLost.WARM;
      return isSkipped
          ? Finding.warning(
              subject,
              "pool " + pool + ": " + e.getMessage(),
              "run fills the pool again, as position.lost=warm says.")
          : Finding.problem(subject, "pool " + pool + ": " + e.getMessage(), remedy(e.kind()));
    }
  }

  private String remedy(SourceException.Kind kind) {
    return switch (kind) {
      case POSITION_LOST ->
          "To give the position up, set position.lost=warm: run then goes on at the latest"
              + " position, fills the pools again and mends what changed in between.";
      case UNREACHABLE, DISPLACED, REFUSED, MISCONFIGURED, UNDECODABLE ->
          "Mend what the findings about the source name.";
    };
  }
}
