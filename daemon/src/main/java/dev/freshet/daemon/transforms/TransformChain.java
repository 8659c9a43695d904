package dev.freshet.daemon.transforms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transforms one behind the other. What it runs was written by others, so its methods are
 * called where that may do as it likes. Used by one thread at a time.
 */
final class TransformChain {

  private static final Logger LOG = LoggerFactory.getLogger(TransformChain.class);

  private final List<TransformStep> steps = new ArrayList<>();
  private volatile String running = "";

  /** A chain of new transforms. */
  static TransformChain of(List<ConfiguredTransform> configured) throws Exception {
    TransformChain chain = new TransformChain();
    for (ConfiguredTransform each : configured) {
      chain.steps.add(TransformStep.of(each));
    }
    return chain;
  }

  /** What comes out behind the last one; null if one of them has dropped the record. */
  @Nullable SourceRecord apply(SourceRecord record) {
    SourceRecord at = record;
    for (TransformStep step : steps) {
      running = step.name();
      at = step.apply(at);
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  /**
   * What comes out behind the last one if none of those counts that drop the record or fail.
   *
   * @param failed is told the names of those that fail
   */
  SourceRecord follow(SourceRecord record, Consumer<String> failed) {
    SourceRecord at = record;
    for (TransformStep step : steps) {
      running = step.name();
      try {
        SourceRecord made = step.apply(at);
        at = made == null ? at : made;
      } catch (RuntimeException e) {
        failed.accept(step.name());
      }
    }
    return at;
  }

  /** The transform that is running, or was the last to run; empty if none has. */
  String running() {
    return running;
  }

  /** Has all of them let go of what they hold. */
  void close() {
    for (TransformStep step : steps) {
      try {
        step.close();
      } catch (Exception e) {
        LOG.warn("Transform {} failed with {} when it was closed", step.name(), e.getClass());
      }
    }
  }
}
