package dev.freshet.connector.binlog;

import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream, and everything that it tells. Thread-safe. */
public final class RecordingConsumer implements ChangeConsumer, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<TransactionChunk> chunks = new CopyOnWriteArrayList<>();
  private final List<SourceException> disconnections = new CopyOnWriteArrayList<>();
  private final List<SourceException> failures = new CopyOnWriteArrayList<>();
  private final List<String> connections = new CopyOnWriteArrayList<>();
  private final Consumer<TransactionChunk> beforeEach;
  private @Nullable ChangeStream stream;

  private RecordingConsumer(Consumer<TransactionChunk> beforeEach) {
    this.beforeEach = beforeEach;
  }

  /** Reads from the end of the stream as it is now. */
  public static RecordingConsumer of(Source source) throws SourceException {
    return of(source, source.latestPosition());
  }

  /** Reads behind a position. */
  public static RecordingConsumer of(Source source, SourcePosition from) {
    return of(source, from, chunk -> {});
  }

  /**
   * Reads behind a position.
   *
   * @param beforeEach is called with each chunk before it is taken, on the reader's thread
   */
  static RecordingConsumer of(
      Source source, SourcePosition from, Consumer<TransactionChunk> beforeEach) {
    RecordingConsumer consumer = new RecordingConsumer(beforeEach);
    consumer.stream = source.open(0, from, consumer);
    return consumer;
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public void accept(TransactionChunk chunk) throws InterruptedException {
    beforeEach.accept(chunk);
    chunks.add(chunk);
  }

  @Override
  public void connected(String server) {
    connections.add(server);
  }

  @Override
  public void disconnected(SourceException cause) {
    disconnections.add(cause);
  }

  @Override
  public void failed(SourceException cause) {
    failures.add(cause);
  }

  List<TransactionChunk> chunks() {
    return List.copyOf(chunks);
  }

  List<String> connections() {
    return connections;
  }

  List<SourceException> disconnections() {
    return disconnections;
  }

  /** All changes so far. */
  List<Change> changes() {
    List<Change> all = new ArrayList<>();
    chunks.forEach(chunk -> all.addAll(chunk.changes()));
    return all;
  }

  /** All row changes so far. */
  List<RowChange> rows() {
    return changes().stream()
        .filter(RowChange.class::isInstance)
        .map(RowChange.class::cast)
        .toList();
  }

  /** Waits for this many row changes, or a failure, which it throws. */
  public List<RowChange> awaitRows(int count) {
    await().atMost(PATIENCE).until(() -> rows().size() >= count || !failures.isEmpty());
    throwFailure();
    return rows();
  }

  /** Waits until the stream has come as far as a position. */
  public void awaitPosition(SourcePosition position) {
    await()
        .atMost(PATIENCE)
        .until(() -> !failures.isEmpty() || (!chunks.isEmpty() && lastPosition().covers(position)));
    throwFailure();
  }

  SourcePosition lastPosition() {
    return chunks.get(chunks.size() - 1).position();
  }

  public void awaitConnected() {
    await().atMost(PATIENCE).until(() -> !failures.isEmpty() || !connections.isEmpty());
    throwFailure();
  }

  public SourceException awaitFailure() {
    await().atMost(PATIENCE).until(() -> !failures.isEmpty());
    return failures.get(0);
  }

  private void throwFailure() {
    if (!failures.isEmpty()) {
      throw new AssertionError("the stream failed", failures.get(0));
    }
  }
}
