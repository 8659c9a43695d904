package dev.freshet.transformers.key;

import static dev.freshet.transformers.Tables.USERS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.FakeRow.Temporal;
import dev.freshet.transformers.FakeRow.Utf8Bytes;
import dev.freshet.transformers.key.BoundKey.Outcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoundKeyTest {

  @Test
  void valuesLookAsInJsonButTextIsPlain() throws BindException {
    assertThat(key(-5L)).isEqualTo("k:-5");
    assertThat(key(new BigInteger("18446744073709551615"))).isEqualTo("k:18446744073709551615");
    assertThat(key(new BigDecimal("1.50"))).isEqualTo("k:1.50");
    assertThat(key(0.1f)).isEqualTo("k:0.1");
    assertThat(key(1e300)).isEqualTo("k:1e300");
    assertThat(key(true)).isEqualTo("k:true");
    assertThat(key(false)).isEqualTo("k:false");
    assertThat(key("a\"b\\ü😀")).isEqualTo("k:a\"b\\ü😀");
    assertThat(key(new Utf8Bytes("漢".getBytes(UTF_8)))).isEqualTo("k:漢");
    assertThat(key("\ud800")).isEqualTo("k:\ufffd");
    assertThat(key("")).isEqualTo("k:");
    assertThat(key(new Temporal("2026-11-20"))).isEqualTo("k:2026-11-20");
    assertThat(key(new Json("{\"a\":1}"))).isEqualTo("k:{\"a\":1}");
    assertThat(key(new byte[] {(byte) 0xff, (byte) 0xef, 0, 1})).isEqualTo("k:/+8AAQ==");
  }

  @Test
  void aNullInAKeyIsNamedByItsColumn() throws BindException {
    BoundKey key = bind("k:${name}", IllegalKeyPolicy.HASH);
    assertThat(key.render(row(null))).isEqualTo(Outcome.NONE);
    assertThat(key.problem())
        .isEqualTo(
            "the column name, which the key is made of, is NULL; make keys of columns that are NOT"
                + " NULL");
    assertThat(key.refusedKey()).isNull();
  }

  @Test
  void aColumnThatTheImageLacksLeavesTheKeyUnknown() throws BindException {
    BoundKey key = bind("k:${id}:${name}", IllegalKeyPolicy.REJECT);
    assertThat(key.render(row("x").without("name"))).isEqualTo(Outcome.MISSING);
    assertThat(key.problem())
        .isEqualTo("the row image lacks the column name, which the key is made of");
    assertThat(key.refusedKey()).isNull();
  }

  @Test
  void illegalKeysAreRefusedByDefault() throws BindException {
    BoundKey key = bind("k:${name}", IllegalKeyPolicy.REJECT);
    assertThat(key.render(row("a b"))).isEqualTo(Outcome.NONE);
    assertThat(key.problem())
        .isEqualTo(
            "the key has a space or control character (0x20) at byte 3; set key.illegal=encode or"
                + " hash if such keys are wanted");
    assertThat(key.refusedKey()).isEqualTo(CacheKey.of("k:a b"));

    assertThat(key.render(row("x".repeat(249)))).isEqualTo(Outcome.NONE);
    assertThat(key.problem())
        .isEqualTo(
            "the key has 251 bytes, memcached takes 250; set key.illegal=hash if such keys are"
                + " wanted");
    assertThat(key.refusedKey()).isNull();

    assertThat(key.render(row("x".repeat(248)))).isEqualTo(Outcome.KEY);
  }

  @Test
  void anEmptyKeyIsRefused() throws BindException {
    BoundKey key = bind("${name}", IllegalKeyPolicy.REJECT);
    assertThat(key.render(row(""))).isEqualTo(Outcome.NONE);
    assertThat(key.problem())
        .isEqualTo("the key is empty; set key.illegal=hash if such keys are wanted");
    assertThat(key.refusedKey()).isNull();
  }

  @Test
  void encodingMakesKeysLegalAndKeepsThemApart() throws BindException {
    BoundKey key = bind("100%:${name}:${email}", IllegalKeyPolicy.ENCODE);
    assertThat(encoded(key, "a b\r\nc", "\u007f\0ü")).isEqualTo("100%:a%20b%0d%0ac:%7f%00ü");
    assertThat(encoded(key, "a%20b", "plain")).isEqualTo("100%:a%2520b:plain");
    assertThat(encoded(key, " ", "")).isEqualTo("100%:%20:");
  }

  @Test
  void encodedKeysOfDifferentValuesDiffer() throws BindException {
    BoundKey key = bind("${name}", IllegalKeyPolicy.ENCODE);
    Random random = new Random(20261120);
    Map<String, String> valueByKey = new HashMap<>();
    char[] alphabet = {' ', '%', '2', '0', '5', '\n'};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder value = new StringBuilder("k");
      for (int length = random.nextInt(6); length > 0; length--) {
        value.append(alphabet[random.nextInt(alphabet.length)]);
      }
      String other = valueByKey.putIfAbsent(encoded(key, value.toString(), ""), value.toString());
      assertThat(other == null ? value.toString() : other).isEqualTo(value.toString());
    }
  }

  @Test
  void encodingDoesNotHelpAKeyThatIsTooLong() throws BindException {
    BoundKey key = bind("k:${name}", IllegalKeyPolicy.ENCODE);
    assertThat(key.render(row(" ".repeat(83)))).isEqualTo(Outcome.NONE);
    assertThat(key.problem())
        .isEqualTo(
            "the key has 251 bytes, memcached takes 250; set key.illegal=hash if such keys are"
                + " wanted");
  }

  @Test
  void hashingReplacesIllegalKeysAndLeavesLegalOnes() throws Exception {
    BoundKey key = bind("user:${name}:x", IllegalKeyPolicy.HASH);
    assertThat(encoded(key, "legal", "")).isEqualTo("user:legal:x");
    assertThat(encoded(key, "a b", "")).isEqualTo("user:" + sha256("user:a b:x"));
    String tooLong = "y".repeat(100_000);
    assertThat(encoded(key, tooLong, "")).isEqualTo("user:" + sha256("user:" + tooLong + ":x"));
  }

  @Test
  void aPrefixThatLeavesNoRoomForTheHashIsDropped() throws Exception {
    String fits = "p".repeat(186);
    String doesNot = "p".repeat(187);
    assertThat(encoded(bind(fits + "${name}", IllegalKeyPolicy.HASH), " ", ""))
        .isEqualTo(fits + sha256(fits + " "))
        .hasSize(CacheKey.MAX_BYTES);
    assertThat(encoded(bind(doesNot + "${name}", IllegalKeyPolicy.HASH), " ", ""))
        .isEqualTo(sha256(doesNot + " "));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
  }

  private static String key(Object value) throws BindException {
    BoundKey key = bind("k:${name}", IllegalKeyPolicy.REJECT);
    assertThat(key.render(row(value))).isEqualTo(Outcome.KEY);
    return key.key().toString();
  }

  private static String encoded(BoundKey key, String name, String email) {
    assertThat(key.render(row(name).with("email", email))).isEqualTo(Outcome.KEY);
    return key.key().toString();
  }

  private static BoundKey bind(String template, IllegalKeyPolicy policy) throws BindException {
    return KeyTemplate.parse(template).bind(USERS, policy, "user");
  }

  private static FakeRow row(@Nullable Object name) {
    return FakeRow.of(USERS, 1L).with("name", name);
  }
}
