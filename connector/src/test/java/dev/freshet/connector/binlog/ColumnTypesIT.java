package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.Source;
import dev.freshet.connector.binlog.TypeSamples.Oracle;
import dev.freshet.connector.binlog.TypeSamples.TypeSample;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type as the binlog has it is compared with what the server itself says of the same row. */
class ColumnTypesIT {

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void valuesAreWhatTheServerItselfSays(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      compare(server);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theyAreTheSameWithoutRowMetadata(Flavor flavor) throws Exception {
    String less = flavor == Flavor.MYSQL ? "MINIMAL" : "NO_LOG";
    try (DatabaseServer server = DatabaseServer.start(flavor, "--binlog-row-metadata=" + less)) {
      compare(server);
    }
  }

  private static void compare(DatabaseServer server) throws Exception {
    List<TypeSample> types = TypeSamples.of(server.flavor());
    Source source = Sources.of(server);
    List<String> expected = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      TypeSamples.createTable(statement, types);
      try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
        for (TypeSample type : types) {
          for (String value : type.values()) {
            statement.execute("INSERT INTO shop.t (" + type.name() + ") VALUES (" + value + ")");
          }
        }
        List<TypeSample> ofRow = new ArrayList<>();
        types.forEach(type -> type.values().forEach(value -> ofRow.add(type)));
        List<RowChange> rows = consumer.awaitRows(ofRow.size());
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < ofRow.size(); i++) {
          TypeSample type = ofRow.get(i);
          RowImage image = rows.get(i).requireAfter();
          int column = rows.get(i).schema().indexOf(type.name());
          String what = "row " + (i + 1) + " " + type.name() + " " + type.definition() + ": ";
          actual.add(what + shown(type.oracle(), TextWriter.of(image, column)));
          try (ResultSet row =
              statement.executeQuery(
                  "SELECT "
                      + type.oracle().expression.formatted(type.name())
                      + " FROM shop.t WHERE id="
                      + (i + 1))) {
            row.next();
            String said = row.getString(1);
            expected.add(what + shown(type.oracle(), said == null ? "NULL" : said));
          }
        }
        assertThat(actual).containsExactlyElementsOf(expected);
        // prepared on the server because of the FLOAT, the driver takes no date like 2026-00-00
        assertQueriesShowTheSame(source, rows, without(types, "f1", "v1"));
        assertQueriesShowTheSame(source, rows, without(types, "m1", "v1"));
        assertThat(rows.stream().map(RowChange::schema).distinct()).hasSize(1);
        assertThat(rows.get(0).schema().primaryKey()).containsExactly(0);
      }
    }
  }

  private static List<TypeSample> without(List<TypeSample> types, String... names) {
    return types.stream().filter(type -> !List.of(names).contains(type.name())).toList();
  }

  private static void assertQueriesShowTheSame(
      Source source, List<RowChange> rows, List<TypeSample> types) throws Exception {
    assertThat(queried(source, rows, types)).containsExactlyElementsOf(printed(rows, types));
  }

  /** What the binlog's values look like. */
  private static List<String> printed(List<RowChange> rows, List<TypeSample> types) {
    List<String> values = new ArrayList<>();
    for (RowChange row : rows) {
      for (TypeSample type : types) {
        RowImage image = row.requireAfter();
        values.add(type.name() + ": " + TextWriter.of(image, row.schema().indexOf(type.name())));
      }
    }
    return values;
  }

  /** What the values of the same rows look like that a query returns. */
  private static List<String> queried(Source source, List<RowChange> rows, List<TypeSample> types)
      throws Exception {
    List<List<Object>> arguments = new ArrayList<>();
    for (int id = 1; id <= rows.size(); id++) {
      arguments.add(List.of((long) id));
    }
    String query =
        types.stream()
            .map(TypeSample::name)
            .collect(Collectors.joining(", ", "SELECT ", " FROM shop.t WHERE id = ?"));
    List<String> values = new ArrayList<>();
    try (Database database = source.database()) {
      for (QueryResult result : database.query(query, arguments, source.latestPosition())) {
        TableSchema schema =
            new TableSchema(new TableName("shop", "result"), result.columns(), List.of());
        for (TypeSample type : types) {
          RowImage image = result.rows().get(0);
          values.add(type.name() + ": " + TextWriter.of(image, schema.indexOf(type.name())));
        }
      }
    }
    return values;
  }

  private static String shown(Oracle oracle, String text) {
    if (text.equals("NULL")) {
      return text;
    }
    return switch (oracle) {
      case TEXT, BYTES -> text;
      case NUMBER -> text.equals("true") ? "1" : text.equals("false") ? "0" : text;
      case SINGLE -> Float.toString(Float.parseFloat(text));
      case DOUBLE -> Double.toString(Double.parseDouble(text));
      case JSON -> compact(text);
      case GEOMETRY -> compact(text).replaceAll("(\\d)\\.0(?=[,\\]])", "$1");
      case VECTOR -> {
        List<String> numbers = new ArrayList<>();
        for (String number : text.substring(1, text.length() - 1).split(",", -1)) {
          numbers.add(Float.toString(Float.parseFloat(number)));
        }
        yield numbers.toString();
      }
    };
  }

  private static String compact(String json) {
    StringBuilder text = new StringBuilder();
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char one = json.charAt(i);
      if (one == '"'
          && (i == 0 || json.charAt(i - 1) != '\\' || (i > 1 && json.charAt(i - 2) == '\\'))) {
        inString = !inString;
      }
      if (inString || one != ' ') {
        text.append(one);
      }
    }
    return text.toString();
  }
}
