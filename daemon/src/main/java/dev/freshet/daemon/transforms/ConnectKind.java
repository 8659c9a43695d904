package dev.freshet.daemon.transforms;

import dev.freshet.api.config.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/** What a class of Kafka Connect's may be configured as. */
public enum ConnectKind {
  /** Makes another record of a record, or none. */
  TRANSFORM(
      Transformation.class,
      Stream.concat(
              Stream.of(
                      "Cast",
                      "ExtractField",
                      "Flatten",
                      "HeaderFrom",
                      "HoistField",
                      "InsertField",
                      "MaskField",
                      "ReplaceField",
                      "SetSchemaMetadata",
                      "TimestampConverter")
                  .flatMap(name -> Stream.of(name + "$Key", name + "$Value")),
              Stream.of(
                  "DropHeaders",
                  "Filter",
                  "InsertHeader",
                  "RegexRouter",
                  "TimestampRouter",
                  "ValueToKey"))
          .map(name -> "org.apache.kafka.connect.transforms." + name)
          .toList()),

  /** Says of a record whether a transform is to see it. */
  PREDICATE(
      Predicate.class,
      Stream.of("HasHeaderKey", "RecordIsTombstone", "TopicNameMatches")
          .map(name -> "org.apache.kafka.connect.transforms.predicates." + name)
          .toList());

  private final Class<?> type;

  @SuppressWarnings("ImmutableEnumChecker") // it is an unmodifiable list
  private final List<String> stock;

  ConnectKind(Class<?> type, List<String> stock) {
    this.type = type;
    this.stock = stock;
  }

  /** What its classes implement. */
  Class<?> type() {
    return type;
  }

  /** The class that Kafka brings, and that {@code typed} may stand for. */
  Optional<String> nearest(String typed) {
    List<String> endings =
        stock.stream().filter(name -> (name + "$").contains("." + typed + "$")).toList();
    return endings.isEmpty()
        ? NearestName.to(typed, stock)
        : Optional.of(endings.stream().collect(Collectors.joining(" or ")));
  }
}
