package dev.freshet.transformers.key;

import static dev.freshet.transformers.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.Tables;
import dev.freshet.transformers.key.BoundKey.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTemplateTest {

  private static final FakeRow ADA = FakeRow.of(USERS, 1L, "Ada", "ada@example.org");

  @ParameterizedTest
  @CsvSource({
    "user:${id}, user:1",
    "user:${id}:photos, user:1:photos",
    "${id}, 1",
    "${id}${name}, 1Ada",
    "${name}/${id}-${name}, Ada/1-Ada",
    "' user:${ ID } ', user:1",
    "photos:count, photos:count",
    "$a}$%{${id}, $a}$%{1",
    "größe:${id}, größe:1"
  })
  void columnsStandForTheirValues(String template, String key) throws BindException {
    BoundKey bound = KeyTemplate.parse(template).bind(USERS, IllegalKeyPolicy.REJECT, "user");
    assertThat(KeyTemplate.problem(template)).isNull();
    assertThat(bound.render(ADA)).isEqualTo(Outcome.KEY);
    assertThat(bound.key()).hasToString(key);
  }

  @ParameterizedTest
  @CsvSource({
    "'', is empty: give a key such as user:${id}",
    "'  ', is empty: give a key such as user:${id}",
    "user:${id, has a ${ at character 6 that no } closes",
    "user:${}, has a ${} at character 6 that names no column",
    "user:${id}${ }, has a ${} at character 11 that names no column",
  })
  void templatesThatMeanNothingAreRefused(String template, String problem) {
    assertThat(KeyTemplate.problem(template)).isEqualTo(problem);
    assertThatThrownBy(() -> KeyTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }

  @Test
  void textThatMemcachedDoesNotTakeIsRefused() {
    assertThat(KeyTemplate.problem("user ${id}"))
        .isEqualTo("has a space or control character (0x20) at character 5; memcached takes none");
    assertThat(KeyTemplate.problem("${id}\r\nflush_all"))
        .isEqualTo("has a space or control character (0x0d) at character 6; memcached takes none");
    assertThat(KeyTemplate.problem("${id}:\u007f"))
        .isEqualTo("has a space or control character (0x7f) at character 7; memcached takes none");
    assertThat(KeyTemplate.problem("ü".repeat(126)))
        .isEqualTo("has 252 bytes of text in a row; memcached takes keys of 250 bytes");
    assertThat(KeyTemplate.problem("ü".repeat(125))).isNull();
  }

  @Test
  void aColumnThatTheTableLacksIsNamedWithTheNearestThatItHas() {
    assertBindProblem(
        "user:${emial}",
        "transformers.user.key names the column emial, which the table shop.users does not have;"
            + " did you mean email?");
    assertBindProblem(
        "user:${shoe_size}",
        "transformers.user.key names the column shoe_size, which the table shop.users does not"
            + " have; it has id, name, email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:${id}", "${name}", "a${id}b${name}c${email}d"})
  void twoMakersOfTheSameKeysDoNotDisturbEachOther(String template) throws BindException {
    BoundKey bound = KeyTemplate.parse(template).bind(USERS, IllegalKeyPolicy.REJECT, "user");
    BoundKey copy = bound.copy();
    bound.render(ADA);
    copy.render(FakeRow.of(USERS, 2L, "Bob", "b"));
    assertThat(bound.same(copy)).isFalse();
    copy.render(ADA);
    assertThat(bound.same(copy)).isTrue();
    assertThat(bound.key()).isEqualTo(copy.key());
  }

  private static void assertBindProblem(String template, String message) {
    TableSchema schema = Tables.USERS;
    assertThatThrownBy(
            () -> KeyTemplate.parse(template).bind(schema, IllegalKeyPolicy.REJECT, "user"))
        .isInstanceOf(BindException.class)
        .hasMessage(message);
  }
}
