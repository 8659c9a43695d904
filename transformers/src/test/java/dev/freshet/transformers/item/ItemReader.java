package dev.freshet.transformers.item;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Reads items by the rules of the clients, told once more and apart from the product. */
final class ItemReader {

  private ItemReader() {}

  /** What the client of that name takes the value to be. */
  static byte[] read(String client, int flags, byte[] stored) throws IOException {
    return switch (client) {
      case "spymemcached", "xmemcached", "dalli-gzip" ->
          (flags & 2) == 0 ? stored : all(new GZIPInputStream(stream(stored)));
      case "xmemcached-zip", "dalli", "php_memcache" ->
          (flags & 2) == 0 ? stored : inflated(stored);
      case "python_memcache", "pylibmc", "pymemcache" ->
          (flags & 8) == 0 ? stored : inflated(stored);
      case "php_memcached" -> (flags & 16) == 0 ? stored : behindLength(flags, stored);
      default -> throw new IllegalArgumentException(client);
    };
  }

  private static byte[] behindLength(int flags, byte[] stored) throws IOException {
    if ((flags & 32) == 0) {
      throw new IOException("neither zlib nor fastlz");
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getInt();
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    byte[] value = inflated(rest);
    if (value.length != length) {
      throw new IOException("%d bytes instead of %d".formatted(value.length, length));
    }
    return value;
  }

  private static byte[] inflated(byte[] zlib) throws IOException {
    return all(new InflaterInputStream(stream(zlib)));
  }

  private static ByteArrayInputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] all(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }
}
