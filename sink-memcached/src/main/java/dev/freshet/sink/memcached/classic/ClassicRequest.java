package dev.freshet.sink.memcached.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What is asked of a server, whichever protocol carries it. Arrays are shared, not copied: nobody
 * may change them.
 */
public final class ClassicRequest {

  /** What is to be done. */
  enum Kind {
    GET,
    SET,
    DELETE,
    FLUSH,
    VERSION,
    SETTINGS,
    MECHANISMS,
    LOGIN
  }

  private static final byte[] NOTHING = {};

  private final Kind kind;
  private final byte[] key;
  private final byte[] value;
  private final int flags;
  private final long expiry;

  private ClassicRequest(Kind kind, byte[] key, byte[] value, int flags, long expiry) {
    this.kind = kind;
    this.key = key;
    this.value = value;
    this.flags = flags;
    this.expiry = expiry;
  }

  /** Asks what is held under a key, 1 to 250 bytes without spaces and control characters. */
  public static ClassicRequest get(byte[] key) {
    return new ClassicRequest(Kind.GET, key, NOTHING, 0, 0);
  }

  /**
   * Stores a value.
   *
   * @param key 1 to 250 bytes without spaces and control characters
   * @param expiry as memcached counts it: 0 for ever, up to 30 days from now, else a Unix time
   */
  public static ClassicRequest set(byte[] key, byte[] value, int flags, long expiry) {
    return new ClassicRequest(Kind.SET, key, value, flags, expiry);
  }

  /** Removes a key, 1 to 250 bytes without spaces and control characters. */
  public static ClassicRequest delete(byte[] key) {
    return new ClassicRequest(Kind.DELETE, key, NOTHING, 0, 0);
  }

  /** Removes everything. */
  public static ClassicRequest flush() {
    return plain(Kind.FLUSH);
  }

  static ClassicRequest version() {
    return plain(Kind.VERSION);
  }

  static ClassicRequest settings() {
    return new ClassicRequest(Kind.SETTINGS, "settings".getBytes(UTF_8), NOTHING, 0, 0);
  }

  /** Whether and how the server wants to know who is there; binary only. */
  static ClassicRequest mechanisms() {
    return plain(Kind.MECHANISMS);
  }

  /**
   * Says who is there: in text as the value of a set (memcached doc/protocol.txt,
   * "Authentication"), in binary by SASL PLAIN (RFC 4616).
   */
  static ClassicRequest login(ClassicProtocol protocol, String username, String password) {
    return switch (protocol) {
      case TEXT ->
          new ClassicRequest(
              Kind.LOGIN,
              "freshet:login".getBytes(UTF_8),
              (username + " " + password).getBytes(UTF_8),
              0,
              -1);
      case BINARY ->
          new ClassicRequest(
              Kind.LOGIN,
              "PLAIN".getBytes(UTF_8),
              ("\0" + username + "\0" + password).getBytes(UTF_8),
              0,
              0);
    };
  }

  private static ClassicRequest plain(Kind kind) {
    return new ClassicRequest(kind, NOTHING, NOTHING, 0, 0);
  }

  Kind kind() {
    return kind;
  }

  byte[] key() {
    return key;
  }

  byte[] value() {
    return value;
  }

  int flags() {
    return flags;
  }

  long expiry() {
    return expiry;
  }
}
