package dev.freshet.sink.memcached.routing.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Each algorithm gives what its publication says. */
class PublishedVectorsTest {

  private static final String FOX = "The quick brown fox jumps over the lazy dog";

  private static int hash(KeyHash hash, String text) {
    return hash.hash(text.getBytes(UTF_8));
  }

  private static int hash(UnitHash hash, String text) {
    return hash(KeyUnits.UNSIGNED_BYTES.hashedWith(hash), text);
  }

  @Test
  void crc32IsThatOfIeee8023() {
    assertThat(hash(Crc.CRC32, "123456789")).isEqualTo(0xcbf43926);
    assertThat(hash(KeyHashes.CRC32_FIFTEEN_BITS, "123456789")).isEqualTo(0x4bf4);
    assertThat(hash(Crc.CRC32, "")).isZero();
  }

  @Test
  void crc16IsXmodemsInItsLowerHalf() {
    assertThat(hash(Crc.CRC16, "123456789") & 0xffff).isEqualTo(0x31c3);
    assertThat(hash(Crc.CRC16, "a")).isEqualTo(0x7c87);
  }

  @Test
  void digestsAreThoseOfTheirStandards() {
    assertThat(hash(Digest.MD5.firstWord(), "abc")).isEqualTo(0x98500190);
    assertThat(Digest.MD5.words("abc".getBytes(US_ASCII), ByteOrder.LITTLE_ENDIAN, 4))
        .containsExactly(0x98500190, 0xb04fd23c, 0x7d3f96d6, 0x727fe128);
    assertThat(Digest.SHA1.words("abc".getBytes(US_ASCII), ByteOrder.BIG_ENDIAN, 2))
        .containsExactly(0xa9993e36, 0x4706816a);
    assertThat(hash(Digest.SHA1.firstWord(), "abc")).isEqualTo(0x363e99a9);
  }

  @Test
  void fnvIsThatOfItsAuthors() {
    assertThat(hash(UnitHash.FNV1_32, "foobar")).isEqualTo(0x31f0b262);
    assertThat(hash(UnitHash.FNV1A_32, "foobar")).isEqualTo(0xbf9cf968);
    assertThat(hash(UnitHash.FNV1_64, "foobar")).isEqualTo((int) 0x340d8765a4dda9c2L);
    assertThat(hash(UnitHash.FNV1A_64, "foobar")).isEqualTo((int) 0x85944171f73967e8L);
  }

  @Test
  void oneAtATimeIsBobJenkins() {
    assertThat(hash(UnitHash.ONE_AT_A_TIME, "a")).isEqualTo(0xca2e9442);
    assertThat(hash(UnitHash.ONE_AT_A_TIME, FOX)).isEqualTo(0x519e91f5);
  }

  @Test
  void lookup3IsBobJenkins() {
    String words = "Four score and seven years ago";
    assertThat(hash(new JenkinsHash(0), words)).isEqualTo(0x17770551);
    assertThat(hash(new JenkinsHash(1), words)).isEqualTo(0xcd628161);
    assertThat(hash(new JenkinsHash(0), "")).isEqualTo(0xdeadbeef);
    assertThat(verification((bytes, to, seed) -> new JenkinsHash(seed).hash(bytes, 0, to)))
        .isEqualTo(0x3d83917a);
  }

  @Test
  void murmurIsAustinApplebys() {
    assertThat(hash(Murmur.MURMUR3, FOX)).isEqualTo(0x2e4ff723);
    assertThat(hash(Murmur.MURMUR3, "test")).isEqualTo(0xba6bd213);
    assertThat(verification((bytes, to, seed) -> Murmur.murmur2(bytes, 0, to, seed)))
        .isEqualTo(0x27864c1e);
    assertThat(verification((bytes, to, seed) -> Murmur.murmur3(bytes, 0, to, seed)))
        .isEqualTo(0xb0f57ee3);
  }

  @Test
  void theElfHashIsThatOfTheSystemVInterface() {
    assertThat(hash(UnitHash.ELF, "printf")).isEqualTo(0x077905a6);
    assertThat(hash(UnitHash.ELF, "exit")).isEqualTo(0x0006cf04);
  }

  /** A hash with a seed. */
  private interface SeededHash {
    int hash(byte[] bytes, int to, int seed);
  }

  /**
   * SMHasher's verification value: the hash of the hashes of 0 to 255 bytes, each with another
   * seed. Source: github.com/aappleby/smhasher, KeysetTest.cpp.
   */
  private static int verification(SeededHash hash) {
    byte[] key = new byte[256];
    ByteBuffer hashes = ByteBuffer.allocate(256 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int length = 0; length < 256; length++) {
      hashes.putInt(hash.hash(key, length, 256 - length));
      key[length] = (byte) length;
    }
    return hash.hash(hashes.array(), hashes.capacity(), 0);
  }
}
