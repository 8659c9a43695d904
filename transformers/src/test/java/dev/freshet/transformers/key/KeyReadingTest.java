package dev.freshet.transformers.key;

import static dev.freshet.transformers.Tables.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.key.BoundKey.Outcome;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyReadingTest {

  private static List<Map<String, String>> read(
      String template, String key, IllegalKeyPolicy policy) {
    return KeyTemplate.parse(template).read(CacheKey.of(key), policy);
  }

  private static List<Map<String, String>> read(String template, String key) {
    return read(template, key, IllegalKeyPolicy.REJECT);
  }

  private static KeyTrace trace(String key, IllegalKeyPolicy policy, String... templates) {
    return KeyTemplates.trace(
        CacheKey.of(key),
        List.of(templates).stream().map(KeyTemplate::parse).toList(),
        policy,
        table -> true,
        KeyTrace.Content.ROW);
  }

  @Test
  void valuesStandWhereTheirColumnsDo() {
    assertThat(read("user:${id}", "user:7")).containsExactly(Map.of("id", "7"));
    assertThat(read("user:${id}:photos", "user:7:photos")).containsExactly(Map.of("id", "7"));
    assertThat(read("${a}/${b}-${a}", "x/y-x")).containsExactly(Map.of("a", "x", "b", "y"));
    assertThat(read("gr\u00f6\u00dfe:${id}", "gr\u00f6\u00dfe:\u65e5"))
        .containsExactly(Map.of("id", "\u65e5"));
    assertThat(read("user:${id}", "user:")).containsExactly(Map.of("id", ""));
    assertThat(read("photos:count", "photos:count")).containsExactly(Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "user:${id}, users:7",
    "user:${id}:photos, user:7",
    "user:${id}:photos, user:7:photos:count",
    "${a}/${b}-${a}, x/y-z",
    "photos:count, photos:counts",
    "photos:count, photos",
    "ab${id}ba, aba",
  })
  void otherKeysAreNotRead(String template, String key) {
    assertThat(read(template, key)).isEmpty();
    assertThat(trace(key, IllegalKeyPolicy.REJECT, template)).isEqualTo(KeyTrace.NONE);
  }

  @Test
  void bytesThatAreNoTextAreNotRead() {
    CacheKey key = CacheKey.of(new byte[] {'u', ':', (byte) 0xff});
    assertThat(KeyTemplate.parse("u:${id}").read(key, IllegalKeyPolicy.REJECT)).isEmpty();
  }

  @Test
  void allWaysAreFound() {
    assertThat(read("${a}:${b}", "x:y:z"))
        .containsExactly(Map.of("a", "x", "b", "y:z"), Map.of("a", "x:y", "b", "z"));
    assertThat(read("${a}${b}", "xy"))
        .containsExactly(
            Map.of("a", "", "b", "xy"), Map.of("a", "x", "b", "y"), Map.of("a", "xy", "b", ""));
    assertThat(trace("b:c:d", IllegalKeyPolicy.REJECT, "b:${x}", "${y}:d"))
        .isInstanceOfSatisfying(
            KeyTrace.OfRows.class,
            rows ->
                assertThat(rows.columns()).containsExactly(Map.of("x", "c:d"), Map.of("y", "b:c")));
  }

  @Test
  void tooManyWaysAreNone() {
    assertThat(trace("a".repeat(KeyReading.MOST_WAYS + 1), IllegalKeyPolicy.REJECT, "${x}${y}"))
        .isInstanceOf(KeyTrace.Untraceable.class);
    assertThat(trace("a".repeat(KeyReading.MOST_WAYS - 1), IllegalKeyPolicy.REJECT, "${x}${y}"))
        .isInstanceOf(KeyTrace.OfRows.class);
  }

  @Test
  void encodedValuesAreDecoded() {
    assertThat(read("n:${name}", "n:a%20b%25%0a", IllegalKeyPolicy.ENCODE))
        .containsExactly(Map.of("name", "a b%\n"));
    assertThat(read("n:${name}", "n:a%2", IllegalKeyPolicy.ENCODE)).isEmpty();
    assertThat(read("n:${name}", "n:a%zz", IllegalKeyPolicy.ENCODE)).isEmpty();
    assertThat(read("n:${name}", "n:%ff", IllegalKeyPolicy.ENCODE)).isEmpty();
    assertThat(read("n:${name}", "n:a%20", IllegalKeyPolicy.REJECT))
        .containsExactly(Map.of("name", "a%20"));
  }

  @Test
  void whatIsHashedIsNotRead() throws BindException {
    String template = "user:${name}";
    BoundKey bound = KeyTemplate.parse(template).bind(USERS, IllegalKeyPolicy.HASH, "user");
    assertThat(bound.render(FakeRow.of(USERS, 1L, "Ada Lovelace", "a@example.org")))
        .isEqualTo(Outcome.KEY);
    String hashed = bound.key().toString();
    assertThat(trace(hashed, IllegalKeyPolicy.HASH, template))
        .isInstanceOf(KeyTrace.Untraceable.class);
    assertThat(trace(hashed, IllegalKeyPolicy.REJECT, template))
        .isInstanceOf(KeyTrace.OfRows.class);
    assertThat(trace("user:Ada", IllegalKeyPolicy.HASH, template))
        .isInstanceOf(KeyTrace.OfRows.class);
  }

  /** Whatever a row's key is, the row is among what is read from it. */
  @Test
  void everyKeyLeadsBackToItsRow() throws BindException {
    SplittableRandom random = new SplittableRandom(7);
    String alphabet = "ab:% /\u00fc";
    for (String template : List.of("u:${id}:${name}", "${name}%${email}", "x${name}:${id}y")) {
      BoundKey bound = KeyTemplate.parse(template).bind(USERS, IllegalKeyPolicy.ENCODE, "user");
      for (int i = 0; i < 2000; i++) {
        String name = text(random, alphabet);
        String email = text(random, alphabet);
        long id = random.nextLong(100);
        assertThat(bound.render(FakeRow.of(USERS, id, name, email))).isEqualTo(Outcome.KEY);
        assertThat(read(template, bound.key().toString(), IllegalKeyPolicy.ENCODE))
            .as("%s: %s", template, bound.key())
            .anySatisfy(
                way -> {
                  assertThat(way.getOrDefault("name", name)).isEqualTo(name);
                  assertThat(way.getOrDefault("email", email)).isEqualTo(email);
                  assertThat(way.getOrDefault("id", String.valueOf(id)))
                      .isEqualTo(String.valueOf(id));
                });
      }
    }
  }

  private static String text(SplittableRandom random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
