package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.sink.memcached.routing.hash.Digest;
import dev.freshet.sink.memcached.routing.hash.KeyHash;
import dev.freshet.sink.memcached.routing.hash.Murmur;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What a server's points on a ring are. Thread-safe. */
@FunctionalInterface
interface RingPoints {

  /** The points of libketama: four of each MD5 of {@code label-i}. */
  RingPoints KETAMA = digests(Digest.MD5, 4);

  /** Dalli's points: the first word of each SHA-1 of {@code label:i}. */
  RingPoints DALLI = words(Digest.SHA1, ':', ByteOrder.BIG_ENDIAN, 1);

  /** folsom's points: the first is the label's hash, each other one that of the point before. */
  RingPoints FOLSOM =
      (label, count) ->
          IntStream.iterate(
                  Murmur.MURMUR3.hash(label.getBytes(UTF_8)),
                  point -> Murmur.MURMUR3.hash(littleEndian(point)))
              .limit(count)
              .toArray();

  /**
   * The points of the server {@code label}.
   *
   * @param count of points, or of digests that each give some
   */
  int[] of(String label, int count);

  /** The first {@code words} words of each digest of {@code label-i}, the lowest byte first. */
  static RingPoints digests(Digest digest, int words) {
    return words(digest, '-', ByteOrder.LITTLE_ENDIAN, words);
  }

  private static RingPoints words(Digest digest, char separator, ByteOrder order, int words) {
    return (label, count) ->
        IntStream.range(0, count)
            .mapToObj(i -> digest.words((label + separator + i).getBytes(UTF_8), order, words))
            .flatMapToInt(Arrays::stream)
            .toArray();
  }

  /** One point for each {@code label-i}: its hash. */
  static RingPoints hashes(KeyHash hash) {
    return (label, count) ->
        IntStream.range(0, count).map(i -> hash.hash((label + "-" + i).getBytes(UTF_8))).toArray();
  }

  private static byte[] littleEndian(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
