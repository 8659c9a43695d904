package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Connections and servers that end do not make changes come twice, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ConnectionLossContract {

  private final DatabaseServer server;
  private final SourceKind kind;

  protected ConnectionLossContract(Flavor flavor, SourceKind kind) {
    server = DatabaseServer.start(flavor);
    this.kind = kind;
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void emptySchema() throws Exception {
    server.execute(
        "DROP DATABASE IF EXISTS shop",
        "CREATE DATABASE shop",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(200))");
  }

  @Test
  void aLargeTransactionComesInPartsAndGoesOnWhereTheConnectionWasCut() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(server.host(), server.port())) {
      Source source =
          kind.of(
              proxy.host(),
              proxy.port(),
              "max.transaction.chunk.bytes",
              "64k",
              "connect.backoff.min",
              "20ms");
      AtomicInteger chunks = new AtomicInteger();
      try (RecordingConsumer consumer =
          RecordingConsumer.of(
              source,
              source.latestPosition(),
              chunk -> {
                if (chunks.incrementAndGet() % 20 == 10) {
                  proxy.cut();
                }
              })) {
        insert(20_000, 0);
        consumer.awaitRows(20_000);
        insert(1, 20_000);
        assertThat(ids(consumer, 20_001)).containsExactlyElementsOf(numbers(20_001));
        List<TransactionChunk> nonEmpty = StreamContract.nonEmpty(consumer);
        assertThat(nonEmpty.stream().filter(TransactionChunk::finished)).hasSize(2);
        TransactionChunk end =
            nonEmpty.stream().filter(TransactionChunk::finished).findFirst().orElseThrow();
        assertThat(nonEmpty.subList(0, nonEmpty.indexOf(end)))
            .hasSizeGreaterThan(10)
            .allSatisfy(chunk -> assertThat(end.position().covers(chunk.position())).isTrue())
            .allSatisfy(chunk -> assertThat(chunk.bytes()).isLessThan(200_000));
        assertThat(consumer.disconnections()).isNotEmpty();
      }
    }
  }

  @Test
  void theStreamSurvivesAServerThatIsKilled() throws Exception {
    Source source = kind.of(server, "connect.backoff.min", "50ms");
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      insert(10, 0);
      consumer.awaitRows(10);
      server.kill();
      await().atMost(Duration.ofSeconds(30)).until(() -> !consumer.disconnections().isEmpty());
      assertThat(consumer.disconnections().get(0).kind()).isEqualTo(Kind.UNREACHABLE);
      server.restart();
      insert(10, 10);
      assertThat(ids(consumer, 20)).containsExactlyElementsOf(numbers(20));
      assertThat(consumer.connections()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void aServerThatFallsSilentCountsAsLost() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(server.host(), server.port())) {
      Source source = kind.of(proxy.host(), proxy.port(), "heartbeat.interval", "200ms");
      try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
        consumer.awaitConnected();
        insert(1, 0);
        consumer.awaitRows(1);
        proxy.stall();
        await().atMost(Duration.ofSeconds(30)).until(() -> !consumer.disconnections().isEmpty());
        assertThat(consumer.disconnections().get(0)).hasMessageContaining("not even a heartbeat");
        proxy.restore();
        insert(1, 1);
        assertThat(ids(consumer, 2)).containsExactly(0, 1);
      }
    }
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void closingEndsAStreamWhoseConsumerBlocks() throws Exception {
    Source source = kind.of(server);
    RecordingConsumer consumer =
        RecordingConsumer.of(
            source,
            source.latestPosition(),
            chunk -> {
              try {
                Thread.sleep(600_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    consumer.awaitConnected();
    insert(1, 0);
    Thread.sleep(1_000);
    long start = System.nanoTime();
    consumer.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private void insert(int count, int first) throws Exception {
    try (Connection connection = server.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement("INSERT INTO shop.users VALUES (?, ?)")) {
        for (int i = first; i < first + count; i++) {
          statement.setInt(1, i);
          statement.setString(2, "name of user number " + i);
          statement.addBatch();
        }
        statement.executeBatch();
      }
      connection.commit();
    }
  }

  private static List<Integer> ids(RecordingConsumer consumer, int count) {
    return consumer.awaitRows(count).stream()
        .map(row -> Integer.valueOf(TextWriter.of(row.requireAfter(), 0)))
        .toList();
  }
}
