package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.PositionText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaHistoryTest {

  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  @TempDir Path folder;

  private SchemaHistory history = new SchemaHistory(Path.of("none"));

  @BeforeEach
  void begin() {
    history = new SchemaHistory(folder);
  }

  private SchemaHistory.OfStream prepare(int stream, long transactions) throws Exception {
    return history.prepare(stream, "shop-" + stream, behind(transactions), position -> {});
  }

  private static BinlogPosition behind(long transactions) {
    return PositionText.parse("gtid:" + UUID + ":1-" + transactions);
  }

  private static String line(String server, long transactions, String ddl) {
    return "{\"source\":{\"server\":\""
        + server
        + "\"},\"position\":{\"ts_sec\":1,\"file\":\"b.000002\",\"pos\":197,\"gtids\":\""
        + UUID
        + ":1-"
        + transactions
        + "\",\"snapshot\":true},\"ts_ms\":"
        + System.nanoTime()
        + ",\"databaseName\":\"shop\",\"ddl\":\""
        + ddl
        + "\",\"tableChanges\":[]}";
  }

  private static List<String> statements(Path file) throws Exception {
    return Files.readAllLines(file).stream()
        .map(text -> text.replaceFirst(".*\"ddl\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  @Test
  void thereIsNothingAtFirst() throws Exception {
    assertThat(prepare(0, 5).isEmpty()).isTrue();
  }

  @Test
  void aStreamFindsWhatLiesBeforeItUnderItsOwnName() throws Exception {
    Files.write(
        prepare(0, 9).file(),
        List.of(line("shop-0", 3, "A"), line("shop-0", 5, "B"), line("shop-0", 8, "C")));
    SchemaHistory.OfStream second = prepare(1, 5);
    assertThat(second.isEmpty()).isFalse();
    assertThat(statements(second.file())).containsExactly("A", "B");
    assertThat(Files.readString(second.file())).contains("shop-1").doesNotContain("shop-0");
  }

  @Test
  void whatIsReadAgainIsThereOnceAndInItsPlace() throws Exception {
    Files.write(
        prepare(0, 9).file(),
        List.of(line("shop-0", 3, "A"), line("shop-0", 8, "C"), line("shop-0", 5, "B")));
    Path again = prepare(1, 5).file();
    Files.write(again, List.of(line("shop-1", 3, "A"), line("shop-1", 8, "C")));
    assertThat(statements(prepare(2, 9).file())).containsExactly("A", "B", "C");
  }

  @Test
  void readingBeginsWhereDefinitionsAreKnown() throws Exception {
    Files.write(prepare(0, 9).file(), List.of(line("shop-0", 3, "A")));
    assertThat(prepare(0, 20).begin()).isEqualTo(behind(9));
    history.reached(behind(15));
    assertThat(prepare(0, 20).begin()).isEqualTo(behind(15));
    assertThat(prepare(0, 12).begin()).isEqualTo(behind(12));
  }

  @Test
  void whatCannotBeContinuedIsForgotten() throws Exception {
    Files.write(prepare(0, 9).file(), List.of(line("shop-0", 3, "A")));
    SchemaHistory.OfStream anew =
        history.prepare(
            0,
            "shop-0",
            behind(20),
            position -> {
              throw new SourceException(SourceException.Kind.POSITION_LOST, "purged");
            });
    assertThat(anew.isEmpty()).isTrue();
    assertThat(anew.begin()).isEqualTo(behind(20));
  }

  @Test
  void aLineWithoutAnEndIsLeftOut() throws Exception {
    Files.writeString(prepare(0, 9).file(), line("shop-0", 3, "A") + "\n{\"source\":{\"ser");
    assertThat(statements(prepare(0, 9).file())).containsExactly("A");
  }

  @Test
  void aForeignFileIsNamed() throws Exception {
    Files.writeString(prepare(0, 9).file(), "nonsense\n");
    assertThat(catchThrowableOfType(SourceException.class, () -> prepare(0, 9)))
        .hasMessageContainingAll("cannot be read", "no position", "remove its files");
  }

  @Test
  void placesAreThoseOfEachKindOfServer() {
    assertThat(HistoryLine.parse("{\"position\":{\"gtids\":\"0-1-7\"}}").position().text())
        .isEqualTo("mariadb-gtid:0-1-7");
    assertThat(
            HistoryLine.parse("{\"position\":{\"file\":\"b.000010\",\"pos\":4}}").position().text())
        .isEqualTo("file:b.000010:4");
  }
}
