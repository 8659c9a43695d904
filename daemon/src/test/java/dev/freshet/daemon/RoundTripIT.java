package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.TableRead;
import dev.freshet.api.spi.Transformer;
import dev.freshet.connector.binlog.BinlogSourceFactory;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Soak;
import dev.freshet.transformers.row.RowTransformerFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows of made up tables go through the binlog, through the queries that fill pools and through
 * those that read rows again, to the same bytes of JSON.
 */
class RoundTripIT {

  private static final int ROWS_PER_STATEMENT = 100;
  private static final int ROWS_PER_READ = 1000;
  private static final int SEARCHES = 20;
  private static final int WIDE = 500;

  /** Of how many tables one is wide; the short form has as many for each time zone. */
  private static final int WIDE_EVERY = 20;

  /** How many rows of each server a minute of the long form stands for. */
  private static final int ROWS_PER_MINUTE = 50_000;

  private static final int ROWS_OF_SHORT_FORM = 6_000;

  private final Soak soak = Soak.named("round-trip", Duration.ofMinutes(1));

  /** Keeps what is read until somebody asks for it. Thread-safe. */
  private static final class Reader implements ChangeConsumer {

    private List<RowChange> changes = new ArrayList<>();
    private @Nullable SourcePosition reached;
    private @Nullable SourceException failure;

    @Override
    public synchronized void accept(TransactionChunk chunk) {
      for (Change change : chunk.changes()) {
        if (change instanceof RowChange row) {
          changes.add(row);
        }
      }
      if (chunk.finished()) {
        reached = chunk.position();
      }
      notifyAll();
    }

    @Override
    public void connected(String server) {}

    @Override
    public void disconnected(SourceException cause) {}

    @Override
    public synchronized void failed(SourceException cause) {
      failure = cause;
      notifyAll();
    }

    /** All changes up to a place that were not asked for before. */
    synchronized List<RowChange> upTo(SourcePosition place) throws InterruptedException {
      while (failure == null && (reached == null || !reached.covers(place))) {
        wait();
      }
      if (failure != null) {
        throw new AssertionError("the stream failed", failure);
      }
      List<RowChange> read = changes;
      changes = new ArrayList<>();
      return read;
    }
  }

  /** The values that rows are stored as, by their keys. */
  private static final class Stored implements OperationCollector {

    private final Map<String, String> values = new HashMap<>();
    private final List<String> rejections = new ArrayList<>();

    @Override
    public void set(CacheKey key, byte[] value, int flags, int ttlSeconds) {
      values.put(key.toString(), new String(value, StandardCharsets.UTF_8));
    }

    @Override
    public long order() {
      return 1;
    }

    @Override
    public void delete(CacheKey key) {
      values.remove(key.toString());
    }

    @Override
    public void reject(@Nullable CacheKey key, String reason) {
      rejections.add(key + ": " + reason);
    }
  }

  /** What is compared, and what came of it. */
  private static final class Run implements AutoCloseable {

    private final Random random;
    private final Flavor flavor;
    private final DatabaseServer server;
    private final Source source;
    private final Database database;
    private final Reader reader = new Reader();
    private final ChangeStream stream;
    private final Transformer transformer;
    private final Map<String, String> differences = new TreeMap<>();
    private long rows;
    private long values;
    private int tables;
    private int readAgain;

    Run(DatabaseServer server, String zone, Random random) throws Exception {
      this.server = server;
      this.flavor = server.flavor();
      this.random = random;
      Map<String, String> texts = new HashMap<>();
      texts.put("database.hostname", server.host());
      texts.put("database.port", Integer.toString(server.port()));
      texts.put("database.user", DatabaseServer.USER);
      texts.put("database.password", DatabaseServer.PASSWORD);
      texts.put("time.zone", zone);
      BinlogSourceFactory sources = new BinlogSourceFactory();
      source =
          sources.create(
              "round-trip", Settings.of(sources.options(), texts), TableFilter.of("rt\\..*"));
      database = source.database();
      stream = source.open(0, source.latestPosition(), reader);
      RowTransformerFactory rowsAsJson = new RowTransformerFactory();
      transformer =
          rowsAsJson.create(
              "rt", Settings.of(rowsAsJson.options(), Map.of("table", "rt\\..*", "key", "${rid}")));
    }

    void table(int rowsOfTable) throws Exception {
      int columns = tables % WIDE_EVERY == WIDE_EVERY - 1 ? WIDE : 3 + random.nextInt(18);
      int count = columns == WIDE ? rowsOfTable / 20 : rowsOfTable;
      // MariaDB 11.8 leaves generated columns out of what it writes for updates
      boolean leavesGeneratedOut = flavor == Flavor.MARIADB && !server.version().startsWith("10.");
      boolean generates = !leavesGeneratedOut || random.nextBoolean();
      RandomTable table = new RandomTable("t" + tables++, flavor, columns, generates, random);
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("SET NAMES utf8mb4");
        statement.execute("SET sql_mode='ALLOW_INVALID_DATES'");
        statement.execute("SET time_zone='" + (random.nextBoolean() ? "+00:00" : "+05:30") + "'");
        if (flavor == Flavor.MYSQL) {
          boolean own = table.key() == RandomTable.Key.INVISIBLE;
          statement.execute("SET sql_generate_invisible_primary_key=" + (own ? "ON" : "OFF"));
        }
        statement.execute(table.create());
        for (int from = 0; from < count; from += ROWS_PER_STATEMENT) {
          statement.execute(table.insert(from, Math.min(count, from + ROWS_PER_STATEMENT)));
        }
        for (int i = 0; i < 3 && !(generates && leavesGeneratedOut); i++) {
          statement.execute(table.update());
        }
        compare(table, count);
        statement.execute("DROP TABLE rt." + table.name());
      }
      rows += count;
      values += (long) count * columns;
    }

    private void compare(RandomTable table, int count) throws Exception {
      SourcePosition end = source.latestPosition();
      Stored streamed = new Stored();
      List<RowChange> changes = reader.upTo(end);
      TableSchema schema = changes.get(0).schema();
      RowTransformer bound = transformer.bind(schema);
      for (RowChange change : changes) {
        assertThat(change.schema()).as("the table stays as it is").isSameAs(schema);
        bound.transform(change, streamed);
      }
      assertThat(streamed.rejections.stream().limit(3)).as(table.create()).isEmpty();
      assertThat(streamed.values).as(table.create()).hasSize(count);
      TableSchema listed = database.tables(TableFilter.of("rt." + table.name())).get(0);
      compare(table, "filling", streamed, stored(listed, filling(listed, end)), schema);
      if (!mayBeRead(listed)) {
        return;
      }
      readAgain++;
      compare(table, "reading again", streamed, readAgain(listed, count, end), schema);
      if (table.key() == RandomTable.Key.ID) {
        Stored some = new Stored();
        Stored sought = new Stored();
        List<Map<String, String>> keys = new ArrayList<>();
        for (int i = 0; i < SEARCHES; i++) {
          int rid = random.nextInt(count);
          keys.add(Map.of("id", Integer.toString(rid * 3)));
          String own = Integer.toString(rid);
          sought.values.put(own, streamed.values.getOrDefault(own, "nothing"));
        }
        for (List<RowImage> found : database.find(schema, keys, 2, end)) {
          store(schema, found, some);
        }
        compare(table, "completing", sought, some, schema);
      }
    }

    /** Whether the driver can read the result of any query: it does not know MySQL's VECTOR. */
    private static boolean mayBeRead(TableSchema table) {
      return table.columns().stream().noneMatch(column -> column.type() == ColumnType.VECTOR);
    }

    private List<RowImage> filling(TableSchema table, SourcePosition place) throws Exception {
      List<RowImage> read = new ArrayList<>();
      if (database.isChunked(table)) {
        String after = null;
        do {
          TableChunk chunk = database.chunk(table, after, ROWS_PER_READ, place);
          read.addAll(chunk.rows());
          after = chunk.end();
        } while (after != null);
        return read;
      }
      try (TableRead whole = database.snapshot(table, place)) {
        for (List<RowImage> some = whole.next(ROWS_PER_READ);
            !some.isEmpty();
            some = whole.next(ROWS_PER_READ)) {
          read.addAll(some);
        }
      }
      return read;
    }

    private Stored readAgain(TableSchema table, int count, SourcePosition place) throws Exception {
      List<String> names = table.columns().stream().map(Column::name).toList();
      String sql =
          "SELECT `%s` FROM rt.%s WHERE rid >= ? AND rid < ?"
              .formatted(String.join("`, `", names), table.table().table());
      List<List<Object>> arguments = new ArrayList<>();
      for (long from = 0; from < count; from += ROWS_PER_READ) {
        arguments.add(List.of(from, from + ROWS_PER_READ));
      }
      Stored stored = new Stored();
      for (QueryResult result : database.query(sql, arguments, place)) {
        store(new TableSchema(table.table(), result.columns(), List.of()), result.rows(), stored);
      }
      return stored;
    }

    private Stored stored(TableSchema table, List<RowImage> read) throws BindException {
      Stored stored = new Stored();
      store(table, read, stored);
      return stored;
    }

    private void store(TableSchema table, List<RowImage> read, Stored stored) throws BindException {
      RowTransformer bound = transformer.bind(table);
      read.forEach(row -> bound.transform(RowChange.insert(table, row), stored));
    }

    private void compare(
        RandomTable table, String way, Stored streamed, Stored other, TableSchema schema) {
      if (streamed.values.equals(other.values)) {
        return;
      }
      streamed.values.forEach(
          (rid, value) -> {
            String another = other.values.get(rid);
            if (!value.equals(another)) {
              differences.putIfAbsent(
                  way + " " + firstDifference(value, another, schema),
                  table.create()
                      + " row "
                      + rid
                      + "\n  "
                      + value
                      + "\n  "
                      + another
                      + other.rejections.stream().limit(1).toList());
            }
          });
    }

    /** The type of the first column that differs. */
    private static String firstDifference(
        String value, @Nullable String another, TableSchema schema) {
      if (another == null) {
        return "nothing";
      }
      int at = 0;
      while (at < Math.min(value.length(), another.length())
          && value.charAt(at) == another.charAt(at)) {
        at++;
      }
      String before = value.substring(0, Math.min(value.length(), at + 1));
      Column last = schema.columns().get(0);
      for (Column column : schema.columns()) {
        if (before.contains("\"" + column.name() + "\":")) {
          last = column;
        }
      }
      return last.type().toString();
    }

    @Override
    public void close() throws QueryException {
      stream.close();
      database.close();
      source.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void allWaysGiveTheSameBytes(Flavor flavor) throws Exception {
    long wanted = soak.isLong() ? soak.length().toMinutes() * ROWS_PER_MINUTE : ROWS_OF_SHORT_FORM;
    int rowsOfTable = soak.isLong() ? 2000 : 150;
    long seed = soak.isLong() ? System.nanoTime() : 7;
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE rt");
      long rows = 0;
      long values = 0;
      int tables = 0;
      int readAgain = 0;
      Map<String, String> differences = new TreeMap<>();
      for (String zone : List.of("UTC", "Europe/Berlin")) {
        try (Run run = new Run(server, zone, new Random(seed + rows))) {
          while (run.rows < wanted / 2) {
            run.table(rowsOfTable);
          }
          rows += run.rows;
          values += run.values;
          tables += run.tables;
          readAgain += run.readAgain;
          differences.putAll(run.differences);
        }
      }
      soak.tell(
          "%s %s, seed %d: %d tables, %d of them read again, %d rows, %d values; %d kinds of difference"
              .formatted(
                  flavor.displayName(),
                  server.version(),
                  seed,
                  tables,
                  readAgain,
                  rows,
                  values,
                  differences.size()));
      assertThat(differences).isEmpty();
    }
  }
}
