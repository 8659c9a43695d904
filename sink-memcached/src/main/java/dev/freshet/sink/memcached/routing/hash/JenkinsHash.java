package dev.freshet.sink.memcached.routing.hash;

/**
 * Bob Jenkins' lookup3, {@code hashlittle}, from 13 on: libmemcached's and twemproxy's {@code
 * jenkins}. Source: burtleburtle.net/bob/c/lookup3.c.
 */
public final class JenkinsHash implements KeyHash {

  private static final int BLOCK = 12;

  private final int initial;

  /** The hash as memcached's clients start it. */
  public JenkinsHash() {
    this(13);
  }

  JenkinsHash(int initial) {
    this.initial = initial;
  }

  @Override
  public int hash(byte[] bytes, int from, int to) {
    int a = 0xdeadbeef + (to - from) + initial;
    int b = a;
    int c = a;
    int at = from;
    for (; to - at > BLOCK; at += BLOCK) {
      a += LittleEndian.word(bytes, at);
      b += LittleEndian.word(bytes, at + 4);
      c += LittleEndian.word(bytes, at + 8);
      a = (a - c) ^ Integer.rotateLeft(c, 4);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 6);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 8);
      b += a;
      a = (a - c) ^ Integer.rotateLeft(c, 16);
      c += b;
      b = (b - a) ^ Integer.rotateLeft(a, 19);
      a += c;
      c = (c - b) ^ Integer.rotateLeft(b, 4);
      b += a;
    }
    if (at == to) {
      return c;
    }
    a += LittleEndian.partOfWord(bytes, at, to);
    b += LittleEndian.partOfWord(bytes, at + 4, to);
    c += LittleEndian.partOfWord(bytes, at + 8, to);
    c = (c ^ b) - Integer.rotateLeft(b, 14);
    a = (a ^ c) - Integer.rotateLeft(c, 11);
    b = (b ^ a) - Integer.rotateLeft(a, 25);
    c = (c ^ b) - Integer.rotateLeft(b, 16);
    a = (a ^ c) - Integer.rotateLeft(c, 4);
    b = (b ^ a) - Integer.rotateLeft(a, 14);
    return (c ^ b) - Integer.rotateLeft(b, 24);
  }
}
