package dev.freshet.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.ChangeOrigin;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.daemon.admin.FixedStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final TableSchema USERS =
      new TableSchema(new TableName("shop", "users"), List.of(), List.of());
  private static final ChangeOrigin ORIGIN = new ChangeOrigin("user", USERS.table(), new Nowhere());

  private final Metrics metrics = new Metrics("shop");

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void aTransactionCountsOnceAndItsRowsByKind() {
    RowImage row = new EmptyRow();
    metrics.chunk(chunk(false, RowChange.insert(USERS, row), RowChange.insert(USERS, row)));
    TableChange truncated = new TableChange(USERS.table(), TableChange.Kind.TRUNCATE);
    metrics.chunk(
        chunk(true, RowChange.update(USERS, row, row), RowChange.delete(USERS, row), truncated));
    metrics.tableChanged(truncated);

    assertThat(lines())
        .contains(
            "freshet_transactions_total{daemon=\"shop\"} 1.0",
            "freshet_rows_total{daemon=\"shop\",kind=\"insert\"} 2.0",
            "freshet_rows_total{daemon=\"shop\",kind=\"update\"} 1.0",
            "freshet_rows_total{daemon=\"shop\",kind=\"delete\"} 1.0",
            "freshet_table_changes_total{daemon=\"shop\"} 1.0",
            "freshet_read_bytes_total{daemon=\"shop\"} 200.0");
  }

  @Test
  void aHeartbeatIsNoTransaction() {
    metrics.chunk(chunk(true));

    assertThat(lines()).contains("freshet_transactions_total{daemon=\"shop\"} 0.0");
  }

  @Test
  void operationsAndBatchesCountByPool() {
    OperationBatch batch =
        OperationBatch.of(
            List.of(
                CacheOperation.set(CacheKey.of("a"), new byte[10], 0, 0, ORIGIN),
                CacheOperation.set(CacheKey.of("b"), new byte[10], 0, 0, ORIGIN),
                CacheOperation.delete(CacheKey.of("c"), ORIGIN)),
            1);
    metrics.submitted("east", batch);
    metrics.submitted("west", batch);
    metrics.acknowledged("east", batch, 1_500);

    assertThat(lines())
        .contains(
            "freshet_pool_batches_total{daemon=\"shop\",pool=\"east\"} 1.0",
            "freshet_pool_batches_total{daemon=\"shop\",pool=\"west\"} 1.0",
            "freshet_pool_operations_total{daemon=\"shop\",kind=\"set\",pool=\"east\"} 2.0",
            "freshet_pool_operations_total{daemon=\"shop\",kind=\"delete\",pool=\"east\"} 1.0",
            "freshet_pool_given_bytes_total{daemon=\"shop\",pool=\"east\"} "
                + (double) batch.bytes(),
            "freshet_pool_acknowledged_operations_total{daemon=\"shop\",pool=\"east\"} 3.0",
            "freshet_pool_acknowledged_operations_total{daemon=\"shop\",pool=\"west\"} 0.0");
  }

  @Test
  void theTimeFromCommitToVisibleIsAHistogramInSeconds() {
    metrics.acknowledged("east", OperationBatch.EMPTY, 1_500);
    metrics.acknowledged("east", OperationBatch.EMPTY, 30_000);
    metrics.acknowledged("east", OperationBatch.EMPTY, -1);

    String labels = "{daemon=\"shop\",pool=\"east\"";
    assertThat(lines())
        .contains(
            "freshet_commit_to_visible_seconds_bucket" + labels + ",le=\"0.001\"} 0",
            "freshet_commit_to_visible_seconds_bucket" + labels + ",le=\"0.002\"} 1",
            "freshet_commit_to_visible_seconds_bucket" + labels + ",le=\"0.05\"} 2",
            "freshet_commit_to_visible_seconds_count" + labels + "} 2",
            "freshet_commit_to_visible_seconds_sum" + labels + "} 0.0315");
  }

  @Test
  void deadLettersAreCounted() {
    metrics.deadLetters(3);

    assertThat(lines()).contains("freshet_dead_letters_total{daemon=\"shop\"} 3.0");
  }

  @Test
  void theStatusIsShownAsGauges() {
    metrics.watch(new FixedStatus(FixedStatus.ONE_DOWN, List.of("pool west is down")));

    assertThat(lines())
        .contains(
            "freshet_ready{daemon=\"shop\"} 0.0",
            "freshet_source_connected{daemon=\"shop\"} 1.0",
            "freshet_source_lag_seconds{daemon=\"shop\"} 0.25",
            "freshet_source_reconnects_total{daemon=\"shop\"} 2.0",
            "freshet_source_failovers_total{daemon=\"shop\"} 1.0",
            "freshet_pool_state{daemon=\"shop\",pool=\"east\",state=\"live\"} 1.0",
            "freshet_pool_state{daemon=\"shop\",pool=\"east\",state=\"down\"} 0.0",
            "freshet_pool_state{daemon=\"shop\",pool=\"west\",state=\"down\"} 1.0",
            "freshet_pool_lag_seconds{daemon=\"shop\",pool=\"west\"} 300.0",
            "freshet_pool_queued_bytes{daemon=\"shop\",pool=\"east\"} 4096.0",
            "freshet_pool_batches_total{daemon=\"shop\",pool=\"west\"} 0.0");
  }

  @Test
  void everyMetricIsExplained() {
    metrics.watch(new FixedStatus(FixedStatus.ONE_DOWN, List.of()));
    metrics.submitted("east", OperationBatch.EMPTY);

    List<String> explained =
        lines().stream()
            .filter(line -> line.startsWith("# HELP freshet_"))
            .filter(line -> line.split(" ", 4).length == 4 && !line.split(" ", 4)[3].isBlank())
            .map(line -> line.split(" ", 4)[2])
            .toList();
    List<String> all =
        lines().stream()
            .filter(line -> line.startsWith("# TYPE freshet_"))
            .map(line -> line.split(" ", 4)[2])
            .toList();
    assertThat(explained).hasSizeGreaterThan(10).containsAll(all);
  }

  @Test
  void theJvmIsWatchedToo() {
    assertThat(metrics.get())
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads{", "process_uptime_seconds{");
  }

  private List<String> lines() {
    return metrics.get().lines().toList();
  }

  private static TransactionChunk chunk(boolean finished, Change... changes) {
    return new TransactionChunk(List.of(changes), finished, new Nowhere(), 0, 1, 100);
  }

  private record Nowhere() implements SourcePosition {
    @Override
    public String text() {
      return "nowhere";
    }

    @Override
    public boolean covers(SourcePosition other) {
      return true;
    }

    @Override
    public long order() {
      return 0;
    }
  }

  private record EmptyRow() implements RowImage {
    @Override
    public boolean has(int column) {
      return false;
    }

    @Override
    public boolean isNull(int column) {
      return true;
    }

    @Override
    public void write(int column, ValueWriter out) {
      throw new UnsupportedOperationException();
    }
  }
}
