package dev.freshet.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteMemcachedIT {
  private static final Duration FAR = Duration.ofMillis(150);

  private RemoteMemcached remote;

  @BeforeEach
  void start() {
    remote = RemoteMemcached.start();
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  @Test
  void anAnswerTakesARoundTrip() {
    try (MemcachedReader reader = MemcachedReader.open(remote.host(), remote.port())) {
      remote.roundTrip(FAR);
      Duration far = timeOf(reader::version);
      assertThat(far).isGreaterThanOrEqualTo(FAR);
      remote.restore();
      // what comes next may wait behind what is under way, what comes then does not
      reader.version();
      assertThat(timeOf(reader::version)).isLessThan(far);
    }
  }

  @Test
  void manyPacketsAreUnderWayAtOnce() throws IOException {
    remote.roundTrip(FAR);
    Duration duration = timeOf(() -> set(40, 500_000));
    // one piece of 64 KiB at a time would take 45 s
    assertThat(duration).isBetween(FAR, Duration.ofSeconds(30));
    remote.restore();
    assertAllThere(40, 500_000);
  }

  @Test
  void lossCostsTimeAndNoData() throws IOException {
    remote.loss(0.1);
    set(20, 100_000);
    remote.restore();
    assertAllThere(20, 100_000);
  }

  @Test
  void theServerCanBeTreatedAsAnyOther() {
    remote.server().pause();
    remote.server().resume();
    remote.server().kill();
    remote.server().restart();
    try (MemcachedReader reader = MemcachedReader.open(remote.host(), remote.port())) {
      assertThat(reader.version()).isEqualTo(remote.server().version());
    }
  }

  @Test
  void twoDoNotMeet() {
    try (RemoteMemcached other = RemoteMemcached.start()) {
      assertThat(other.host() + other.port()).isNotEqualTo(remote.host() + remote.port());
      assertThat(other.link()).isEqualTo(remote.link());
    }
  }

  /** Stores values over one connection without waiting for answers in between. */
  private void set(int count, int size) throws IOException {
    try (Socket socket = new Socket(remote.host(), remote.port())) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < count; i++) {
        out.write(("set key" + i + " 0 0 " + size + "\r\n").getBytes(US_ASCII));
        out.write(new byte[size]);
        out.write("\r\n".getBytes(US_ASCII));
      }
      String stored = "STORED\r\n";
      assertThat(new String(socket.getInputStream().readNBytes(stored.length() * count), US_ASCII))
          .isEqualTo(stored.repeat(count));
    }
  }

  private void assertAllThere(int count, int size) {
    try (MemcachedReader reader = remote.server().reader()) {
      for (int i = 0; i < count; i++) {
        assertThat(reader.get("key" + i).orElseThrow()).hasSize(size);
      }
    }
  }

  private static Duration timeOf(ThrowingWork work) {
    long start = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new AssertionError("the link failed", e);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private interface ThrowingWork {
    void run() throws IOException;
  }
}
