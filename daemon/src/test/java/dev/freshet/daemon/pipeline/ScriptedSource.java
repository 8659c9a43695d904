package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * A source whose transactions a test appends: transaction number n sets one key to one value.
 * Streams deliver what is there and wait for more. Thread-safe.
 */
final class ScriptedSource implements Source {

  static final TableSchema SCHEMA =
      new TableSchema(
          new TableName("shop", "users"), List.of(new Column("id", ColumnType.INT)), List.of(0));

  /** A row that is a key and a value, for {@link KeyValueTransformer}. */
  record KeyValue(String key, String value) implements RowImage {
    @Override
    public boolean has(int column) {
      return true;
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public void write(int column, ValueWriter out) {
      out.writeText(value);
    }
  }

  private final List<KeyValue> transactions = new ArrayList<>();
  private final ScriptedDatabase database = new ScriptedDatabase();
  private int opened;

  synchronized void append(String key, String value) {
    transactions.add(new KeyValue(key, value));
    notifyAll();
  }

  /** How many streams have been opened. */
  synchronized int opened() {
    return opened;
  }

  synchronized int size() {
    return transactions.size();
  }

  private synchronized KeyValue await(int index) throws InterruptedException {
    while (transactions.size() <= index) {
      wait();
    }
    return transactions.get(index);
  }

  @Override
  public ScriptedDatabase database() {
    return database;
  }

  @Override
  public List<Finding> check() {
    return List.of();
  }

  @Override
  public void close() {}

  @Override
  public SourcePosition parsePosition(String text) {
    return new NumberPosition(Integer.parseInt(text));
  }

  @Override
  public SourcePosition latestPosition() {
    return new NumberPosition(size());
  }

  @Override
  public SourcePosition earliestPosition() {
    return new NumberPosition(0);
  }

  @Override
  public void verifyPosition(SourcePosition position) {}

  @Override
  public synchronized ChangeStream open(
      int streamId, SourcePosition from, ChangeConsumer consumer) {
    opened++;
    Thread reader =
        new Thread(() -> read(((NumberPosition) from).value(), consumer), "scripted-" + streamId);
    reader.start();
    return () -> {
      reader.interrupt();
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void read(int from, ChangeConsumer consumer) {
    consumer.connected("scripted:1");
    try {
      for (int next = from; ; next++) {
        consumer.accept(
            new TransactionChunk(
                List.of(RowChange.insert(SCHEMA, await(next))),
                true,
                new NumberPosition(next + 1),
                1,
                next + 1,
                100));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
