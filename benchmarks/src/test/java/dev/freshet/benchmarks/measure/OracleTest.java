package dev.freshet.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OracleTest {
  private static final String ROW =
      "{\"id\": 7, \"name\": \"Zoë\", \"email\": null, \"score\": 1.50}";

  @Test
  void spacesAndTheOrderOfMembersDoNotMatter() {
    assertThat(Oracle.equal(ROW, "{\"score\":1.50,\"id\":7,\"name\":\"Zo\\u00eb\",\"email\":null}"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"id\":7",
        "{\"id\":7,\"name\":\"Zoë\",\"score\":1.50}",
        "{\"id\":7,\"name\":\"Zoë\",\"email\":null,\"score\":1.5}",
        "{\"id\":7,\"name\":\"Zoë\",\"email\":null,\"score\":\"1.50\"}",
        "{\"id\":8,\"name\":\"Zoë\",\"email\":null,\"score\":1.50}",
        "{\"id\":7,\"name\":\"Zo?\",\"email\":null,\"score\":1.50}"
      })
  void everyOtherDifferenceDoes(String actual) {
    assertThat(Oracle.equal(ROW, actual)).isFalse();
  }

  @Test
  void theOrderOfAListDoes() {
    assertThat(Oracle.equal("[{\"id\": 1}, {\"id\": 2}]", "[{\"id\":1},{\"id\":2}]")).isTrue();
    assertThat(Oracle.equal("[{\"id\": 1}, {\"id\": 2}]", "[{\"id\":2},{\"id\":1}]")).isFalse();
  }
}
