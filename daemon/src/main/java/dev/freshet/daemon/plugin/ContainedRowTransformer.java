package dev.freshet.daemon.plugin;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in's transformer for one table. What it makes of a change is handed over when the call has
 * returned; when it throws or takes too long, the keys that it had named are removed and the change
 * becomes a dead letter. Used by one thread at a time.
 */
final class ContainedRowTransformer implements RowTransformer {

  private final ContainedTransformer transformer;
  private final TableSchema schema;

  /** Null after a call was abandoned: its thread may still be inside. */
  private @Nullable RowTransformer bound;

  ContainedRowTransformer(
      ContainedTransformer transformer, TableSchema schema, RowTransformer bound) {
    this.transformer = transformer;
    this.schema = schema;
    this.bound = bound;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    if (transformer.isOff()) {
      out.reject(
          null,
          transformer.called()
              + " is switched off because "
              + PluginCalls.MOST_ABANDONED
              + " of its calls did not return in time: the keys of this change are not known and may be stale; mend the plug-in and start Freshet again");
      return;
    }
    GatheredOperations gathered = new GatheredOperations(out.order());
    try {
      RowTransformer usable = usable();
      transformer
          .calls()
          .call(
              () -> {
                usable.transform(change, gathered);
                return true;
              });
      gathered.handOver(out);
    } catch (PluginFailure failure) {
      if (failure.abandoned()) {
        bound = null;
      }
      transformer.report(schema.table(), failure);
      int removed = gathered.giveUp(out);
      out.reject(null, reason(failure, removed));
    } catch (BindException e) {
      out.reject(null, String.valueOf(e.getMessage()));
    }
  }

  private RowTransformer usable() throws PluginFailure, BindException {
    RowTransformer usable = bound;
    if (usable == null) {
      usable = transformer.bindPlugin(schema);
      bound = usable;
    }
    return usable;
  }

  private String reason(PluginFailure failure, int removed) {
    String keys =
        removed == 0
            ? "the keys of this change are not known and may be stale"
            : "the keys that it had named (%d) are removed, others are not known and may be stale"
                .formatted(removed);
    return transformer.called() + " " + failure.text() + ": " + keys + "; mend the plug-in";
  }
}
