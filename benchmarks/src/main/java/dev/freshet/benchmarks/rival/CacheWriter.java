package dev.freshet.benchmarks.rival;

import io.debezium.data.Envelope;
import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Applies a batch to every pool by several workers, each of which has the keys of its own in order,
 * and acknowledges it once all of it is stored.
 */
final class CacheWriter implements ChangeConsumer<RecordChangeEvent<SourceRecord>>, AutoCloseable {
  private final List<CachePool> pools;
  private final int workers;
  private final ExecutorService threads;
  private final RowJson json = new RowJson();
  private final Map<String, String> keyPrefixes;

  /**
   * @param keyPrefixes what the keys of a topic's rows begin with; the id follows
   */
  CacheWriter(List<CachePool> pools, Map<String, String> keyPrefixes, int workers) {
    this.pools = pools;
    this.keyPrefixes = Map.copyOf(keyPrefixes);
    this.workers = workers;
    this.threads = Executors.newFixedThreadPool(workers);
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> records,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    for (Future<Integer> part : threads.invokeAll(parts(records))) {
      try {
        part.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the batch is not in the pools", e.getCause());
      }
    }
    for (RecordChangeEvent<SourceRecord> record : records) {
      committer.markProcessed(record);
    }
    committer.markBatchFinished();
  }

  private List<Callable<Integer>> parts(List<RecordChangeEvent<SourceRecord>> records) {
    List<List<SourceRecord>> byWorker = new ArrayList<>(workers);
    for (int i = 0; i < workers; i++) {
      byWorker.add(new ArrayList<>());
    }
    for (RecordChangeEvent<SourceRecord> event : records) {
      SourceRecord record = event.record();
      if (isRow(record)) {
        byWorker.get(Math.floorMod(record.key().hashCode(), workers)).add(record);
      }
    }
    List<Callable<Integer>> parts = new ArrayList<>(workers);
    for (List<SourceRecord> part : byWorker) {
      if (!part.isEmpty()) {
        parts.add(() -> apply(part));
      }
    }
    return parts;
  }

  /**
   * Schema changes have another form, tombstones have no value, and neither means anything here.
   */
  private static boolean isRow(SourceRecord record) {
    return record.value() instanceof Struct change
        && change.schema().field(Envelope.FieldName.AFTER) != null;
  }

  /** Returns how many keys it dealt with. */
  private Integer apply(List<SourceRecord> part) throws IOException, InterruptedException {
    for (SourceRecord record : part) {
      String key = key(record);
      Struct after = ((Struct) record.value()).getStruct(Envelope.FieldName.AFTER);
      if (after == null) {
        for (CachePool pool : pools) {
          pool.delete(key);
        }
      } else {
        byte[] value = json.bytes(after);
        for (CachePool pool : pools) {
          pool.set(key, value);
        }
      }
    }
    return part.size();
  }

  private String key(SourceRecord record) {
    String prefix = keyPrefixes.get(record.topic());
    if (prefix == null) {
      throw new IllegalStateException("the table of " + record.topic() + " is not mapped");
    }
    return prefix + ((Struct) record.key()).getInt64("id");
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (CachePool pool : pools) {
      pool.close();
    }
  }
}
