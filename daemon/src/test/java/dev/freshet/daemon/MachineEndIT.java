package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A machine that ends while its daemon is at work: of what the daemon wrote, only what it forced is
 * on the disk.
 */
class MachineEndIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WORK = Duration.ofMillis(1700);
  private static final int FILLER_BYTES = 50_000;

  private static final long PACE_MILLIS = 2;

  /** Leaves time to catch up on a busy machine. */
  private static final long SLOW_PACE_MILLIS = 50;

  /** Fewer than are claimed at least. */
  private static final int FEW_TRANSACTIONS = 20;

  /** More than are claimed at this pace. */
  private static final int MANY_TRANSACTIONS = 3000;

  private static final Pattern SEQUENCE = Pattern.compile("sequence\t(\\d+)\n");
  private static final Pattern CLAIMS = Pattern.compile("(claim\t[^\n]*\n)+");

  private static final String TRANSFORMERS =
      """
      transformers=items
      transformers.items.type=row
      transformers.items.table=shop.items
      transformers.items.key=item:${id}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private long written;
  private int warnings;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void noReaderSeesAValueGoBackWhenItIsStartedAnew(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 1, () -> PoolServer.direct("-m", "256"));
        MemcachedReader reader = east.servers().get(0).reader()) {
      create(database);
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(TRANSFORMERS, east);
      endAndStartAnew(file, configuration, reader, false);
      endAndStartAnew(file, configuration, reader, true);
    }
  }

  private static void create(DatabaseServer database) throws Exception {
    database.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id INT PRIMARY KEY, version INT, filler LONGTEXT)",
        "CREATE TABLE shop.others (id INT PRIMARY KEY, version INT)",
        "INSERT INTO shop.items VALUES (1, 0, REPEAT('x', " + FILLER_BYTES + "))",
        "INSERT INTO shop.others VALUES (1, 0)",
        "CREATE USER freshet IDENTIFIED BY 'stream-pass'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO freshet");
  }

  /**
   * @param goesOn whether the database has more transactions before the daemon is back
   */
  private void endAndStartAnew(
      Path file, SiteConfiguration configuration, MemcachedReader reader, boolean goesOn)
      throws Exception {
    DatabaseServer database = configuration.database();
    try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
      daemon.awaitReady();
      write(database, reader);
      daemon.kill();
    }
    long held = version(reader);
    assertThat(held).isPositive();
    boolean isClaimed = loseWhatWasNotForced(configuration.directory().resolve("state"));
    if (goesOn) {
      touchOthers(database);
    }
    try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                long version = version(reader);
                assertThat(version).as("with %s", daemon.log()).isGreaterThanOrEqualTo(held);
                return version == written;
              });
      daemon.awaitReady();
      warnings += isClaimed && !goesOn ? 1 : 0;
      // each daemon goes on in the log of the one before
      assertThat(daemon.log().split("This machine ended", -1)).hasSize(warnings + 1);
      assertThat(daemon.terminate()).isZero();
    }
  }

  /**
   * Updates the row again and again, each time in a transaction of its own, until the pool is not
   * far behind.
   */
  private void write(DatabaseServer database, MemcachedReader reader) throws Exception {
    long end = System.nanoTime() + WORK.toNanos();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < end || version(reader) < written - FEW_TRANSACTIONS) {
        written++;
        statement.execute("UPDATE shop.items SET version = " + written + " WHERE id = 1");
        Thread.sleep(System.nanoTime() < end ? PACE_MILLIS : SLOW_PACE_MILLIS);
      }
    }
  }

  private static void touchOthers(DatabaseServer database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 1; i <= MANY_TRANSACTIONS; i++) {
        statement.execute("UPDATE shop.others SET version = " + i + " WHERE id = 1");
      }
    }
  }

  private long version(MemcachedReader reader) throws IOException {
    JsonNode value = json.readTree(reader.getText("item:1").orElse("{\"version\":0}"));
    return value.get("version").asLong();
  }

  /**
   * Leaves of the two places of the file the one that was forced last, as another life of the
   * machine finds it. What is forced has other claims than what was before; what is not has the
   * same.
   *
   * @return whether it has something that the checkpoint file does not
   */
  private static boolean loseWhatWasNotForced(Path state) throws IOException {
    Path file = state.resolve("intents");
    byte[] bytes = Files.readAllBytes(file);
    String first = new String(bytes, 0, bytes.length / 2, UTF_8);
    String second = new String(bytes, bytes.length / 2, bytes.length / 2, UTF_8);
    boolean isFirstNewer = sequence(first) > sequence(second);
    boolean isNewerForced = !claims(first).equals(claims(second));
    String forced = isFirstNewer == isNewerForced ? first : second;
    String body = forced.substring(0, forced.indexOf("crc32c\t"));
    Files.writeString(file, asOfAnotherLife(body, bytes.length / 2).repeat(2));
    Matcher contained =
        Pattern.compile("intents\t(\\d+)\n").matcher(Files.readString(state.resolve("checkpoint")));
    assertThat(contained.find()).isTrue();
    return sequence(forced) > Long.parseLong(contained.group(1));
  }

  private static String asOfAnotherLife(String body, int size) {
    String changed = body.replaceFirst("boot\t[^\n]+", "boot\tanother");
    assertThat(changed).isNotEqualTo(body);
    CRC32C crc = new CRC32C();
    crc.update(changed.getBytes(UTF_8));
    String whole = changed + "crc32c\t" + "%08x\n".formatted(crc.getValue());
    return whole + "\n".repeat(size - whole.length());
  }

  private static long sequence(String place) {
    Matcher matcher = SEQUENCE.matcher(place);
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private static String claims(String place) {
    Matcher matcher = CLAIMS.matcher(place);
    return matcher.find() ? matcher.group() : "";
  }
}
