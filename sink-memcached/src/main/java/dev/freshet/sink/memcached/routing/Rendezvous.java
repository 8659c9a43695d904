package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.sink.memcached.routing.hash.Digest;
import dev.freshet.sink.memcached.routing.hash.KeyHash;
import dev.freshet.sink.memcached.routing.hash.Murmur;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rendezvous hashing: each candidate is hashed together with the key, and the highest hash wins, of
 * equal ones the first candidate. Immutable and thread-safe.
 */
final class Rendezvous implements Placement {

  private static final int USUAL_KEY = 256;

  /**
   * A server, or one of the units of its weight.
   *
   * @param prefix what is hashed before the key
   * @param server its place in the list
   */
  private record Candidate(String prefix, int server) {}

  private final KeyHash hash;
  private final KeyText text;
  private final byte[][] prefixes;
  private final int[] servers;
  private final int longestPrefix;
  private final ThreadLocal<byte[]> scratch;

  private Rendezvous(KeyHash hash, KeyText text, List<Candidate> candidates) {
    this.hash = hash;
    this.text = text;
    prefixes =
        candidates.stream()
            .map(candidate -> candidate.prefix().getBytes(UTF_8))
            .toArray(byte[][]::new);
    servers = candidates.stream().mapToInt(Candidate::server).toArray();
    longestPrefix = Arrays.stream(prefixes).mapToInt(prefix -> prefix.length).max().orElse(0);
    int usualLength = longestPrefix + text.mostBytes(USUAL_KEY);
    scratch = ThreadLocal.withInitial(() -> new byte[usualLength]);
  }

  /**
   * pymemcache's: murmur3 of {@code label-key}; of equal hashes the server with the greater label
   * wins.
   */
  static Algorithm pymemcache(KeyText text) {
    return servers ->
        new Rendezvous(
            Murmur.MURMUR3,
            text,
            IntStream.range(0, servers.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> servers.get(i).label()).reversed())
                .map(i -> new Candidate(servers.get(i).label() + "-", i))
                .toList());
  }

  /** Xmemcached's election: MD5 of {@code label-i} and the key, for each i below the weight. */
  static Algorithm election() {
    return servers -> {
      List<Candidate> candidates = new ArrayList<>();
      for (int server = 0; server < servers.size(); server++) {
        for (int i = 0; i < servers.get(server).weight(); i++) {
          candidates.add(new Candidate(servers.get(server).label() + "-" + i, server));
        }
      }
      return new Rendezvous(Digest.MD5.firstWord(), KeyText.BYTES, candidates);
    };
  }

  @Override
  public int serverFor(byte[] key, int from, int to) {
    byte[] bytes = room(longestPrefix + text.mostBytes(to - from));
    int end = text.write(key, from, to, bytes, longestPrefix);
    int winner = 0;
    long highest = -1;
    for (int i = 0; i < prefixes.length; i++) {
      byte[] prefix = prefixes[i];
      int start = longestPrefix - prefix.length;
      System.arraycopy(prefix, 0, bytes, start, prefix.length);
      long score = Integer.toUnsignedLong(hash.hash(bytes, start, end));
      if (score > highest) {
        highest = score;
        winner = servers[i];
      }
    }
    return winner;
  }

  private byte[] room(int length) {
    byte[] usual = scratch.get();
    return usual.length < length ? Arrays.copyOf(usual, length) : usual;
  }
}
