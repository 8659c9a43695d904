package dev.freshet.sink.memcached.routing.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients make of the published algorithms. */
class ClientHashesTest {

  private static final String LONG = "x".repeat(200) + "😀";

  private static int hash(Map<String, KeyHash> hashes, String name, String key) {
    return Objects.requireNonNull(hashes.get(name)).hash(key.getBytes(UTF_8));
  }

  /** The expected hashes are what {@code HashAlgorithm} of Xmemcached 2.4.9 gives. */
  @ParameterizedTest
  @CsvSource({
    "MYSQL_HASH, 0x467b30e3, 0xbcaa314f, 0x30f0dfec",
    "ELF_HASH, 0x07c9c5d1, 0x0dc93dd9, 0x000669d0",
    "RS_HASH, 0x423d4e00, 0x7098827b, 0x19c30d73",
    "LUA_HASH, 0xe1a9b925, 0x02c0601c, 0x3daed916",
    "ONE_AT_A_TIME, 0xa556ff4b, 0xff032cfb, 0x30ac9baf"
  })
  void xmemcachedsHashesAreItsOwn(String name, String ascii, String words, String longKey) {
    assertThat(hash(KeyHashes.XMEMCACHED, name, "user:1")).isEqualTo(number(ascii));
    assertThat(hash(KeyHashes.XMEMCACHED, name, "Łódź:한글319")).isEqualTo(number(words));
    assertThat(hash(KeyHashes.XMEMCACHED, name, LONG)).isEqualTo(number(longKey));
  }

  private static int number(String text) {
    return Long.decode(text).intValue();
  }

  @Test
  void theNativeHashIsTheStringsHashCode() {
    for (String key : new String[] {"", "user:1", "polygenelubricants", "한글:über229", LONG}) {
      assertThat(hash(KeyHashes.XMEMCACHED, "NATIVE_HASH", key)).isEqualTo(key.hashCode());
    }
  }

  @Test
  void clientsInCTakeBytesWithASignAndClientsOnTheJvmTakeCharacters() {
    assertThat(hash(KeyHashes.XMEMCACHED, "FNV1_32_HASH", "é")).isEqualTo(fnv1('é'));
    assertThat(hash(KeyHashes.LIBMEMCACHED, "fnv1_32", "é")).isEqualTo(fnv1(-0x3d, -0x57));
  }

  private static int fnv1(int... units) {
    int hash = 0x811c9dc5;
    for (int unit : units) {
      hash = (hash * 0x01000193) ^ unit;
    }
    return hash;
  }

  @Test
  void keysThatAreLongerThanUsualAreHashedWhole() {
    String key = "x".repeat(5_000);
    assertThat(hash(KeyHashes.XMEMCACHED, "NATIVE_HASH", key)).isEqualTo(key.hashCode());
  }

  @Test
  void aPartIsHashedAsIfItWereTheWhole() {
    byte[] framed = "{user:1é}".getBytes(UTF_8);
    byte[] part = "user:1é".getBytes(UTF_8);
    for (Map<String, KeyHash> hashes :
        List.of(KeyHashes.LIBMEMCACHED, KeyHashes.TWEMPROXY, KeyHashes.XMEMCACHED)) {
      hashes.forEach(
          (name, hash) ->
              assertThat(hash.hash(framed, 1, framed.length - 1))
                  .as(name)
                  .isEqualTo(hash.hash(part)));
    }
  }

  @Test
  void fifteenBitsAreNeverZeroWhereTheClientSaysSo() {
    KeyHash crc = KeyHashes.CRC32_FIFTEEN_BITS;
    byte[] key = "item:7917".getBytes(UTF_8);
    assertThat(crc.hash(key)).isZero();
    assertThat(crc.neverZero().hash(key)).isOne();
    assertThat(crc.neverZero().hash("user:1".getBytes(UTF_8)))
        .isEqualTo(crc.hash("user:1".getBytes(UTF_8)));
  }

  @Test
  void theHashWithoutItsSignStaysWhatItIsWhereThereIsNone() {
    KeyHash absolute = KeyUnits.UTF_16.hashedWith(UnitHash.JAVA).absolute();
    assertThat(absolute.hash("polygenelubricants".getBytes(UTF_8))).isEqualTo(Integer.MIN_VALUE);
    assertThat(IntStream.range(0, 100).map(i -> absolute.hash(("key" + i).getBytes(UTF_8))))
        .allMatch(hash -> hash >= 0);
  }
}
