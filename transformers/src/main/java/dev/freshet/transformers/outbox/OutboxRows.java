package dev.freshet.transformers.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.value.TimeToLive;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Does what inserted rows say. A row that says nothing that can be done is rejected, and its key,
 * where it is legal, removed: what the key held is no longer what the application wants.
 */
final class OutboxRows implements RowTransformer {

  private static final long LARGEST_FLAGS = 0xffff_ffffL;

  private final OutboxColumns.Positions columns;
  private final OutboxRow values;

  OutboxRows(TableSchema schema, OutboxColumns.Positions columns) {
    this.columns = columns;
    this.values = new OutboxRow(schema);
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    switch (change.kind()) {
      case INSERT -> insert(change.requireAfter(), out);
      case UPDATE, DELETE -> {}
    }
  }

  @Override
  public boolean looksAt(int column) {
    return column == columns.key()
        || column == columns.operation()
        || column == columns.value()
        || column == columns.ttl()
        || column == columns.flags();
  }

  private void insert(RowImage row, OperationCollector out) {
    if (!row.has(columns.key())) {
      out.stop(
          "the row image lacks the column %s, so that the key is not known; %s"
              .formatted(values.name(columns.key()), Columns.WHOLE_ROWS));
      return;
    }
    CacheKey key = key(row, out);
    if (key == null) {
      return;
    }
    try {
      apply(key, row, out);
    } catch (BadRowException e) {
      out.delete(key);
      out.reject(key, "%s, so that the key was removed; %s".formatted(e.getMessage(), e.remedy()));
    }
  }

  private @Nullable CacheKey key(RowImage row, OperationCollector out) {
    try {
      byte[] bytes = values.required(row, columns.key());
      String problem = CacheKey.problem(bytes, 0, bytes.length);
      if (problem == null) {
        return CacheKey.of(bytes);
      }
      boolean worthWriting = bytes.length > 0 && bytes.length <= CacheKey.MAX_BYTES;
      out.reject(
          worthWriting ? CacheKey.of(bytes) : null,
          "%s; insert keys that memcached takes".formatted(problem));
    } catch (BadRowException e) {
      out.reject(
          null, "%s, so that nothing could be done; %s".formatted(e.getMessage(), e.remedy()));
    }
    return null;
  }

  private void apply(CacheKey key, RowImage row, OperationCollector out) throws BadRowException {
    String operation = new String(values.required(row, columns.operation()), UTF_8);
    switch (operation.toLowerCase(Locale.ROOT)) {
      case "delete" -> out.delete(key);
      case "set" -> {
        byte[] value = values.required(row, columns.value());
        long ttl = values.number(row, columns.ttl(), TimeToLive.MAXIMUM.toSeconds());
        long flags = values.number(row, columns.flags(), LARGEST_FLAGS);
        out.set(key, value, (int) flags, (int) ttl);
      }
      default ->
          throw new BadRowException(
              "the column %s is neither set nor delete".formatted(values.name(columns.operation())),
              "insert one of the two");
    }
  }
}
