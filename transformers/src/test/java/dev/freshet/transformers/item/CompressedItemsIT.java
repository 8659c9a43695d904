package dev.freshet.transformers.item;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClient;
import net.rubyeye.xmemcached.transcoders.CompressionMode;
import net.rubyeye.xmemcached.transcoders.SerializingTranscoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients read compressed items as if they had stored them themselves. */
class CompressedItemsIT {

  private static final String TEXT = "{\"name\":\"" + "Grüße 😀 ".repeat(5_000) + "\"}";
  private static final byte[] BYTES = TEXT.getBytes(UTF_8);

  @Test
  void spymemcachedReadsThem() throws Exception {
    try (MemcachedServer server = MemcachedServer.start()) {
      store(server, "spymemcached");
      net.spy.memcached.MemcachedClient client =
          new net.spy.memcached.MemcachedClient(
              new InetSocketAddress(server.host(), server.port()));
      try {
        assertThat(client.get("text")).isEqualTo(TEXT);
        assertThat(client.get("bytes")).isEqualTo(BYTES);
        assertThat(client.get("small")).isEqualTo("Grüße");
      } finally {
        client.shutdown();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"xmemcached, GZIP", "xmemcached-zip, ZIP"})
  void xmemcachedReadsThem(String name, CompressionMode mode) throws Exception {
    try (MemcachedServer server = MemcachedServer.start()) {
      store(server, name);
      MemcachedClient client = new XMemcachedClient(server.host(), server.port());
      SerializingTranscoder transcoder = new SerializingTranscoder();
      transcoder.setCompressionMode(mode);
      client.setTranscoder(transcoder);
      try {
        assertThat(client.<Object>get("text")).isEqualTo(TEXT);
        assertThat(client.<Object>get("bytes")).isEqualTo(BYTES);
        assertThat(client.<Object>get("small")).isEqualTo("Grüße");
      } finally {
        client.shutdown();
      }
    }
  }

  /** Stores a long text, bytes and a short text, the long ones compressed. */
  private static void store(MemcachedServer server, String client) throws IOException {
    Map<String, String> options = Map.of("value.compression", client);
    StoredItem text = StoredItem.of(options, true, BYTES);
    StoredItem bytes = StoredItem.of(options, false, BYTES);
    assertThat(text.value()).hasSizeLessThan(BYTES.length / 10);
    assertThat(bytes.value()).hasSizeLessThan(BYTES.length / 10);
    try (Socket socket = new Socket(server.host(), server.port())) {
      send(socket, "text", text);
      send(socket, "bytes", bytes);
      send(socket, "small", StoredItem.of(options, true, "Grüße".getBytes(UTF_8)));
    }
  }

  private static void send(Socket socket, String key, StoredItem item) throws IOException {
    OutputStream out = socket.getOutputStream();
    String command =
        "set %s %s 0 %d\r\n"
            .formatted(key, Integer.toUnsignedString(item.flags()), item.value().length);
    out.write(command.getBytes(US_ASCII));
    out.write(item.value());
    out.write("\r\n".getBytes(US_ASCII));
    BufferedReader answers =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    assertThat(answers.readLine()).isEqualTo("STORED");
  }
}
