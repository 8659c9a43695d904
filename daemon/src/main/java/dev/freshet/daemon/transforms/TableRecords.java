package dev.freshet.daemon.transforms;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of one table, as Debezium's MySQL connector shapes them: topic, key, and an
 * envelope with the row before and after the change (debezium.io/documentation/reference/stable/
 * connectors/mysql.html, "Data change events"). Used by one thread.
 *
 * <p>Times are the transaction's, so that a change that is read again gives the same record. Where
 * the change lies in the binlog is not told.
 */
final class TableRecords {

  /** What an event says of itself. */
  enum Operation {
    CREATE("c"),
    UPDATE("u"),
    DELETE("d");

    private final String code;

    Operation(String code) {
      this.code = code;
    }
  }

  private static final long MICROS_PER_MILLI = 1000;

  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .name("io.debezium.connector.mysql.Source")
          .version(1)
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("name", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("snapshot", Schema.OPTIONAL_STRING_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
          .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
          .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
          .field("table", Schema.OPTIONAL_STRING_SCHEMA)
          .field("server_id", Schema.OPTIONAL_INT64_SCHEMA)
          .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
          .field("file", Schema.OPTIONAL_STRING_SCHEMA)
          .field("pos", Schema.OPTIONAL_INT64_SCHEMA)
          .field("row", Schema.OPTIONAL_INT32_SCHEMA)
          .field("thread", Schema.OPTIONAL_INT64_SCHEMA)
          .field("query", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private static final Schema TRANSACTION =
      SchemaBuilder.struct()
          .name("event.block")
          .version(1)
          .optional()
          .field("id", Schema.STRING_SCHEMA)
          .field("total_order", Schema.INT64_SCHEMA)
          .field("data_collection_order", Schema.INT64_SCHEMA)
          .build();

  private final TableSchema table;
  private final String server;
  private final String topic;
  private final ColumnReader reader;
  private final ZoneId zone;
  private final Schema row;
  private final @Nullable Schema key;
  private final Schema envelope;

  /**
   * @param row the schema of its rows, as {@link #rowSchema} makes it
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  TableRecords(TableSchema table, Schema row, RecordTopics topics, ZoneId zone) {
    this.table = table;
    this.row = row;
    this.server = topics.server();
    this.topic = topics.topic(table.table());
    this.reader = new ColumnReader(zone);
    this.zone = zone;
    SchemaBuilder keyBuilder = SchemaBuilder.struct().name(topic + ".Key");
    for (int column : table.primaryKey()) {
      keyBuilder.field(row.fields().get(column).name(), row.fields().get(column).schema());
    }
    this.key = table.primaryKey().isEmpty() ? null : keyBuilder.build();
    this.envelope =
        SchemaBuilder.struct()
            .name(topic + ".Envelope")
            .version(2)
            .field("before", row)
            .field("after", row)
            .field("source", SOURCE)
            .field("transaction", TRANSACTION)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .build();
  }

  /**
   * The schema of a table's rows. Transforms keep what they make of a schema, and find it again by
   * equality: so equal schemas should be one instance, by whose fields columns are known again.
   */
  static Schema rowSchema(TableSchema table, RecordTopics topics) {
    SchemaBuilder builder =
        SchemaBuilder.struct().name(topics.topic(table.table()) + ".Value").optional();
    for (Column column : table.columns()) {
      builder.field(column.name(), DebeziumTypes.of(column));
    }
    return builder.build();
  }

  /** The table. */
  TableSchema table() {
    return table;
  }

  /** The topic of its records. */
  String topic() {
    return topic;
  }

  /** The schema of its rows. */
  Schema row() {
    return row;
  }

  /** The time zone that TIMESTAMP values are shown in. */
  ZoneId zone() {
    return zone;
  }

  /** A row's values; null for no row. */
  @Nullable ConnectRow read(@Nullable RowImage image) {
    if (image == null) {
      return null;
    }
    List<Column> columns = table.columns();
    @Nullable Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.read(image, i, columns.get(i).type(), row.fields().get(i).schema());
    }
    return new ConnectRow(image, row, values);
  }

  /**
   * The record of a change.
   *
   * @param commitMicros when it was committed, microseconds since the epoch
   */
  SourceRecord event(
      Operation operation,
      @Nullable ConnectRow before,
      @Nullable ConnectRow after,
      long commitMicros) {
    Struct value = new Struct(envelope);
    if (before != null) {
      value.put("before", before.struct());
    }
    if (after != null) {
      value.put("after", after.struct());
    }
    value
        .put("source", source(commitMicros))
        .put("op", operation.code)
        .put("ts_ms", commitMicros / MICROS_PER_MILLI)
        .put("ts_us", commitMicros)
        .put("ts_ns", TimeUnit.MICROSECONDS.toNanos(commitMicros));
    return record(after == null ? before : after, envelope, value, commitMicros);
  }

  /** The record without a value that Debezium lets follow a delete (tombstones.on.delete). */
  SourceRecord tombstone(@Nullable ConnectRow before, long commitMicros) {
    return record(before, null, null, commitMicros);
  }

  private SourceRecord record(
      @Nullable ConnectRow identified,
      @Nullable Schema valueSchema,
      @Nullable Struct value,
      long commitMicros) {
    return new SourceRecord(
        Map.of("server", server),
        Map.of(),
        topic,
        null,
        identified == null ? null : key,
        identified == null ? null : key(identified),
        valueSchema,
        value,
        commitMicros / MICROS_PER_MILLI);
  }

  private @Nullable Struct key(ConnectRow identified) {
    if (key == null) {
      return null;
    }
    Struct struct = new Struct(key);
    List<Integer> parts = new ArrayList<>(table.primaryKey());
    for (int i = 0; i < parts.size(); i++) {
      struct.put(key.fields().get(i), identified.value(parts.get(i)));
    }
    return struct;
  }

  private Struct source(long commitMicros) {
    return new Struct(SOURCE)
        .put("version", "freshet")
        .put("connector", "mysql")
        .put("name", server)
        .put("ts_ms", commitMicros / MICROS_PER_MILLI)
        .put("snapshot", "false")
        .put("db", table.table().database())
        .put("ts_us", commitMicros)
        .put("ts_ns", TimeUnit.MICROSECONDS.toNanos(commitMicros))
        .put("table", table.table().table());
  }
}
