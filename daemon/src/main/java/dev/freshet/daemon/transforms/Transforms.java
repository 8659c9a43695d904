package dev.freshet.daemon.transforms;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.daemon.plugin.ForeignCalls;
import dev.freshet.daemon.plugin.PluginFailure;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configured transforms, for as many pipelines as there are, and what they have done so far.
 * Those that come from a plug-in run on threads that can be given up, as all that plug-ins bring;
 * those on the class path run on the pipeline's own. Thread-safe.
 */
public final class Transforms implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Transforms.class);

  /** Each failure is a dead letter and counted; the log only has to say that there are some. */
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

  /** A row of which no more is known than that it has a key. */
  private static final List<Column> UNKNOWN_ROW = List.of(new Column("id", ColumnType.BIGINT));

  private final List<ConfiguredTransform> steps;
  private final RecordTopics topics;
  private final ZoneId zone;
  private final ForeignCalls calls;
  private final Map<TableName, TableName> routes = new ConcurrentHashMap<>();
  private final Set<String> untried = new ConcurrentSkipListSet<>();
  private final LongAdder dropped = new LongAdder();
  private final Map<String, LongAdder> failures = new LinkedHashMap<>();
  private final AtomicLong reported = new AtomicLong(System.nanoTime() - REPORT_NANOS);
  private @Nullable TransformChain scout;

  Transforms(List<ConfiguredTransform> steps, String server, ZoneId zone) {
    this.steps = steps;
    this.topics = new RecordTopics(server);
    this.zone = zone;
    this.calls =
        steps.stream()
            .map(step -> step.transform().type())
            .filter(type -> type.plugin().isPresent())
            .findFirst()
            .map(type -> type.calls("transforms"))
            .orElseGet(ForeignCalls::direct);
    steps.forEach(step -> failures.put(step.transform().name(), new LongAdder()));
    failures.put(TransformFailure.RESULT, new LongAdder());
  }

  /** Transforms for one pipeline, which closes them; null if there are none. */
  public @Nullable ChangeTransforms open() {
    return steps.isEmpty() ? null : new ChangeTransforms(this);
  }

  /**
   * The table that changes of {@code table} go to as far as that can be told without any row: what
   * the transforms make of its topic. Transforms that drop a record without values, or fail with
   * it, are passed over.
   */
  public TableName routed(TableName table) {
    return steps.isEmpty() ? table : routes.computeIfAbsent(table, this::route);
  }

  /** The tables whose changes may become changes of {@code tables}, or are such already. */
  public TableFilter leadingTo(TableFilter tables) {
    return table -> tables.matches(table) || tables.matches(routed(table));
  }

  private synchronized TableName route(TableName table) {
    TableSchema unknown = new TableSchema(table, UNKNOWN_ROW, List.of(0));
    TableRecords records =
        new TableRecords(unknown, TableRecords.rowSchema(unknown, topics), topics, zone);
    ConnectRow row = records.read(new EmptyRow());
    SourceRecord record = records.event(TableRecords.Operation.CREATE, null, row, 0);
    try {
      TransformChain chain = scout();
      String topic = calls.call(() -> chain.follow(record, this::addUntried)).topic();
      return topic.equals(record.topic()) ? table : topics.table(topic);
    } catch (PluginFailure failure) {
      scout = null;
      LOG.warn("Asked what becomes of the table {}, the transforms {}", table, failure.text());
      return table;
    } catch (TransformFailure failure) {
      return table;
    }
  }

  /**
   * What becomes of the insert of a row of which every column is NULL: it tells what rows of the
   * table look like behind the transforms, before there are any.
   */
  public TransformedChange outline(TableSchema table) {
    RowChange insert = RowChange.insert(table, new EmptyRow());
    try (ChangeTransforms trial = open()) {
      return trial == null ? new TransformedChange.Passed(insert) : trial.apply(insert, 0);
    }
  }

  private TransformChain scout() throws PluginFailure {
    TransformChain chain = scout;
    if (chain == null) {
      chain = chain();
      scout = chain;
    }
    return chain;
  }

  private void addUntried(String transform) {
    if (untried.add(transform)) {
      LOG.info(
          "Transform {} cannot be tried without a row: if it gives changes another topic, let the table"
              + " of a transformer match the tables that they come from, too",
          transform);
    }
  }

  /** The transforms that failed when {@link #routed} tried them without a row. */
  public Set<String> untried() {
    return Set.copyOf(untried);
  }

  /** What is configured. */
  public List<ConfiguredTransform> steps() {
    return steps;
  }

  /** New transforms. */
  TransformChain chain() throws PluginFailure {
    return calls.call(() -> TransformChain.of(steps));
  }

  /** Makes the calls. */
  ForeignCalls calls() {
    return calls;
  }

  RecordTopics topics() {
    return topics;
  }

  /** The time zone that TIMESTAMP values are shown in. */
  ZoneId zone() {
    return zone;
  }

  /** A change has been dropped. */
  void countDropped() {
    dropped.increment();
  }

  /** A change could not be taken through. */
  void report(TableName table, TransformFailure failure) {
    LongAdder count = failures.get(failure.transform());
    if (count != null) {
      count.increment();
    }
    long last = reported.get();
    long now = System.nanoTime();
    if (now - last >= REPORT_NANOS && reported.compareAndSet(last, now)) {
      LOG.warn("With a change of table {}: {}", table, failure.text());
    }
  }

  /** How many changes have been dropped. */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * How many changes could not be taken through, by the transform that failed, or {@link
   * TransformFailure#RESULT}.
   */
  Map<String, LongAdder> failures() {
    return Collections.unmodifiableMap(failures);
  }

  /** Ends its threads, and has the transforms let go of what they hold. */
  @Override
  public synchronized void close() {
    close(scout);
    scout = null;
    calls.close();
  }

  /** Has transforms let go of what they hold. */
  void close(@Nullable TransformChain chain) {
    if (chain == null) {
      return;
    }
    try {
      calls.call(
          () -> {
            chain.close();
            return true;
          });
    } catch (PluginFailure failure) {
      LOG.warn("Transforms {} when they were closed", failure.text());
    }
  }
}
