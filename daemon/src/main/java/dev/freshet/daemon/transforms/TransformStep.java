package dev.freshet.daemon.transforms;

import dev.freshet.daemon.plugin.PluginClasses;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;
import org.jspecify.annotations.Nullable;

/** One transform of a chain, ready to run. Used by one thread at a time. */
final class TransformStep {

  private final String name;
  private final Transformation<SourceRecord> transform;
  private final @Nullable Predicate<SourceRecord> predicate;
  private final boolean negate;
  private final @Nullable ClassLoader loader;

  private TransformStep(
      String name,
      Transformation<SourceRecord> transform,
      @Nullable Predicate<SourceRecord> predicate,
      boolean negate,
      @Nullable ClassLoader loader) {
    this.name = name;
    this.transform = transform;
    this.predicate = predicate;
    this.negate = negate;
    this.loader = loader;
  }

  /** A new one. To be called where its code may run. */
  @SuppressWarnings("unchecked") // as Kafka Connect does: it takes records of any kind
  static TransformStep of(ConfiguredTransform configured) throws Exception {
    ConnectComponent transform = configured.transform();
    return new TransformStep(
        transform.name(),
        transform.create(Transformation.class),
        configured.predicate().isPresent()
            ? configured.predicate().get().create(Predicate.class)
            : null,
        configured.negate(),
        transform.type().plugin().map(PluginClasses::loader).orElse(null));
  }

  /** Its configured name. */
  String name() {
    return name;
  }

  /** What it makes of a record that it is to see, and the record itself otherwise. */
  @Nullable SourceRecord apply(SourceRecord record) {
    if (loader != null) {
      Thread.currentThread().setContextClassLoader(loader);
    }
    boolean applies = predicate == null || predicate.test(record) != negate;
    return applies ? transform.apply(record) : record;
  }

  /** Has it let go of what it holds. */
  void close() throws Exception {
    try {
      transform.close();
    } finally {
      if (predicate != null) {
        predicate.close();
      }
    }
  }
}
