package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.transforms.Transforms;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What a change would do to the pools, as a pipeline would find it out. Immutable.
 *
 * @param operations what would be done, by key
 * @param rejections what would become dead letters
 * @param dropped whether the transforms drop the change
 */
public record DryRun(List<CacheOperation> operations, List<Rejected> rejections, boolean dropped) {

  /**
   * What would become a dead letter.
   *
   * @param transformer the transformer concerned; where none is, the word transforms
   * @param key the key, as far as it is known; empty if it is not
   */
  public record Rejected(String transformer, String key, String reason) {}

  /**
   * Transforms one change. Blocks while the database is asked.
   *
   * @param transformers the transformers by name
   * @param transforms what the change runs through before; nothing else uses them
   * @param position a place that the database has surely reached
   */
  public static DryRun of(
      RowChange change,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      SourcePosition position)
      throws InterruptedException {
    PipelineMeters meters = new NoMeters();
    BatchBuilder builder = new BatchBuilder(transformers, transforms.open(), meters);
    builder.add(new TransactionChunk(List.of(change), true, position, 0, 0, 0));
    ExecutorService executor = Executors.newFixedThreadPool(database.parallelism());
    try {
      new Lookups(database, executor, meters, () -> position, 0).answer(builder);
    } finally {
      executor.shutdownNow();
      builder.close();
    }
    HandOver handOver = builder.build();
    return new DryRun(
        handOver.operations().operations().stream()
            .sorted(Comparator.comparing(operation -> operation.key().toString()))
            .toList(),
        handOver.deadLetters().stream()
            .map(
                letter ->
                    new Rejected(
                        Objects.requireNonNullElse(letter.transformer(), "transforms"),
                        letter.key() == null ? "" : letter.key().toString(),
                        letter.reason()))
            .toList(),
        transforms.dropped() > 0);
  }
}
