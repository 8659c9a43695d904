package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.connector.binlog.RecordingConsumer;
import dev.freshet.connector.binlog.SourceKind;
import dev.freshet.connector.binlog.TypeSamples;
import dev.freshet.connector.binlog.TypeSamples.TypeSample;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.connector.value.UndecodableException;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type comes from Debezium as it comes from the binlog, but for what is listed here. */
class ColumnValuesIT {

  /** The values of which docs/debezium.md says that they differ. */
  private static final Set<String> DIFFERENT =
      Set.of(
          "j1 '[1.0, 1e100, 1e-7, 123456789012345678, 18446744073709551615, -9223372036854775808]'",
          "j1 '[0.1, 1e15, 1e16, 123456789012345.6, 1e-14, 1e-15, 1e-16, -2.5e-20, 1e22, 5e-324]'",
          "j1 JSON_ARRAY(X'00FF', b'101', _latin1'ü', ST_GeomFromText('POINT(1 2)'))",
          "j1 JSON_ARRAY(CAST(UNIX_TIMESTAMP() AS YEAR), TIMESTAMP'2026-01-01 00:00:00')",
          "c3 CONVERT(X'80818F9DA0FF' USING latin1)",
          "c7 CONVERT(X'815FB1' USING sjis)",
          "c15 CONVERT(X'A145A14EA15AA1C3A1C5A1FEA240A2CCA2CE' USING big5)",
          "c16 '똠방각하 펲시콜라'",
          "c17 '①ｱ～'",
          "m1 '0000-00-00'",
          "m1 '2026-00-00'",
          "m2 '0000-00-00'");

  /** MariaDB's own types, at which the stream stops. */
  private static final Set<String> NOT_TOLD = Set.of("UUID", "INET4", "INET6");

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void valuesAreThoseOfTheBinlog(Flavor flavor) throws Exception {
    List<TypeSample> types =
        TypeSamples.of(flavor).stream()
            .filter(type -> !NOT_TOLD.contains(type.definition()))
            .map(ColumnValuesIT::withoutNegativeTimes)
            .toList();
    try (DatabaseServer server = DatabaseServer.start(flavor);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      TypeSamples.createTable(statement, types);
      try (RecordingConsumer binlog = RecordingConsumer.of(SourceKind.BINLOG.of(server));
          RecordingConsumer debezium =
              RecordingConsumer.of(
                  Connectors.kind(flavor).of(server, "database.server.id", "4711"))) {
        List<String> values = new ArrayList<>();
        List<TypeSample> ofRow = new ArrayList<>();
        for (TypeSample type : types) {
          for (String value : type.values()) {
            statement.execute("INSERT INTO shop.t (" + type.name() + ") VALUES (" + value + ")");
            ofRow.add(type);
            values.add(value);
          }
        }
        List<RowChange> expected = binlog.awaitRows(ofRow.size());
        List<RowChange> actual = debezium.awaitRows(ofRow.size());
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ofRow.size(); i++) {
          String name = ofRow.get(i).name();
          String ofBinlog = shown(expected.get(i), name);
          String ofDebezium = shown(actual.get(i), name);
          if (!ofBinlog.equals(ofDebezium) && !DIFFERENT.contains(name + " " + values.get(i))) {
            differences.add(
                name + " " + values.get(i) + ": " + cut(ofDebezium) + " and not " + cut(ofBinlog));
          }
        }
        assertThat(differences).isEmpty();
        assertThat(actual.get(0).schema().primaryKey()).containsExactly(0);
        assertThat(actual.get(0).schema().columns())
            .containsExactlyElementsOf(expected.get(0).schema().columns());
      }
    }
  }

  /** In a JSON document, which Debezium's library cannot print. */
  private static TypeSample withoutNegativeTimes(TypeSample type) {
    return new TypeSample(
        type.name(),
        type.oracle(),
        type.definition(),
        type.values().stream().filter(value -> !value.contains("'-100:00:01.5'")).toList());
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), 100));
  }

  private static String shown(RowChange change, String column) {
    try {
      return TextWriter.of(change.requireAfter(), change.schema().indexOf(column));
    } catch (UndecodableException e) {
      return "undecodable";
    }
  }
}
