package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

  @ParameterizedTest
  @CsvSource({
    "a{user:1}b, user:1",
    "{x}{y}, x",
    "a{}b{c}, a{}b{c}",
    "}a{b}, b",
    "a{b, a{b",
    "a}b, a}b",
    "{{a}}, {a",
    "plain, plain",
    "{, {"
  })
  void onlyTheTagIsHashed(String key, String hashed) {
    Placement whole = (bytes, from, to) -> new String(bytes, from, to - from, UTF_8).hashCode();
    byte[] bytes = key.getBytes(UTF_8);
    assertThat(whole.byHashTag().serverFor(bytes, 0, bytes.length)).isEqualTo(hashed.hashCode());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "user:1, b'user:1'",
        "it's, b\"it's\"",
        "it's \"it\", b'it\\'s \"it\"'",
        "say \"it\", b'say \"it\"'",
        "a\\b, b'a\\\\b'",
        "é, b'\\xc3\\xa9'"
      })
  void bytesAreWrittenAsPythonWritesThem(String key, String written) {
    assertThat(text(KeyText.PYTHON_BYTES, key)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"user:1, user:1", "é, '\u00e9'", "€, '\u00ac'", "😀x, '\u0000x'"})
  void charactersAreCutToEightBits(String key, String characters) {
    assertThat(text(KeyText.PYTHON_CHARACTERS, key)).isEqualTo(characters);
  }

  /** The text of {@code key}, one character per byte. */
  private static String text(KeyText form, String key) {
    byte[] bytes = key.getBytes(UTF_8);
    byte[] text = new byte[5 + form.mostBytes(bytes.length)];
    int end = form.write(bytes, 0, bytes.length, text, 5);
    return new String(text, 5, end - 5, ISO_8859_1);
  }

  @Test
  void aRendezvousTakesKeysOfAnyLength() {
    List<LabelledServer> servers =
        List.of(new LabelledServer("a:1", 1, false), new LabelledServer("b:1", 1, false));
    Placement placement = Rendezvous.pymemcache(KeyText.PYTHON_BYTES).over(servers);
    byte[] key = "\"'".repeat(2_000).getBytes(UTF_8);
    assertThat(placement.serverFor(key, 0, key.length)).isBetween(0, 1);
  }

  @Test
  void digestsAreRoundedAsEachClientDoesIt() {
    assertThat(PointCount.DIGESTS_IN_SINGLE_PRECISION.of(1, 25, 25)).isEqualTo(39);
    assertThat(PointCount.DIGESTS_IN_SINGLE_PRECISION.of(1, 7, 7)).isEqualTo(40);
    assertThat(PointCount.DIGESTS_IN_DOUBLE_PRECISION.of(1, 7, 7)).isEqualTo(39);
    assertThat(PointCount.DIGESTS_IN_DOUBLE_PRECISION.of(1, 3, 3)).isEqualTo(40);
    assertThat(PointCount.DIGESTS.of(9, 25, 25)).isEqualTo(40);
    assertThat(PointCount.IN_PROPORTION.of(7, 25, 5)).isEqualTo(224);
    assertThat(PointCount.IN_PROPORTION.of(1, 25, 5)).isEqualTo(32);
  }
}
