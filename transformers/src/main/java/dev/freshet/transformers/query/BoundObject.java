package dev.freshet.transformers.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.item.ItemStore;
import dev.freshet.transformers.item.StoreMode;
import dev.freshet.transformers.key.BoundKey;
import dev.freshet.transformers.value.ValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reloads objects whose keys stand in rows of one kind. Not thread-safe. */
final class BoundObject {

  private final ReloadedObject object;
  private final BoundKey key;
  private final RowArguments arguments;
  private final ItemStore items;

  BoundObject(ReloadedObject object, BoundKey key, RowArguments arguments) {
    this.object = object;
    this.key = key;
    this.arguments = arguments;
    this.items = object.items().bind(object.encoder().makesText());
  }

  /** Makes the keys of rows. */
  BoundKey key() {
    return key;
  }

  /** The columns that a row has to have. */
  int[] columns() {
    return Columns.union(key.columns(), arguments.columns());
  }

  /** Asks for the object of a row whose key is known. */
  void reload(CacheKey rowKey, RowImage row, OperationCollector out) {
    if (object.mode() == StoreMode.INVALIDATE) {
      out.delete(rowKey);
    } else {
      out.lookUp(rowKey, new Reload(rowKey, arguments.of(row)));
    }
  }

  /** The question for one object. */
  private final class Reload implements Lookup {

    private final CacheKey rowKey;
    private final List<@Nullable Object> given;

    Reload(CacheKey rowKey, List<@Nullable Object> given) {
      this.rowKey = rowKey;
      this.given = given;
    }

    @Override
    public String sql() {
      return object.query().sql();
    }

    @Override
    public List<@Nullable Object> arguments() {
      return given;
    }

    @Override
    public void found(QueryResult result, OperationCollector out) {
      try {
        ResultNode made = object.shape().make(result);
        byte[] value = made == null ? null : object.encoder().encode(made);
        if (value == null) {
          out.delete(rowKey);
        } else {
          items.set(rowKey, value, object.timeToLive().secondsOf(rowKey), out);
        }
      } catch (ValueException e) {
        remove("%s; %s".formatted(e.getMessage(), e.remedy()), out);
      } catch (RuntimeException e) {
        // whose message may hold row data
        remove("the result cannot be decoded (%s)".formatted(e.getClass().getSimpleName()), out);
      }
    }

    @Override
    public void failed(String reason, OperationCollector out) {
      remove(reason, out);
    }

    private void remove(String why, OperationCollector out) {
      out.delete(rowKey);
      out.reject(rowKey, "the key was removed instead of stored: " + why);
    }
  }
}
