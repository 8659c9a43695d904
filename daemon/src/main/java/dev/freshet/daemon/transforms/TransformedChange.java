package dev.freshet.daemon.transforms;

import dev.freshet.api.change.RowChange;
import java.util.List;

/** What has become of a change behind the transforms. */
public sealed interface TransformedChange {

  /**
   * It goes on.
   *
   * @param change the change as the transforms have made it
   */
  record Passed(RowChange change) implements TransformedChange {}

  /** A transform has dropped it. */
  record Dropped() implements TransformedChange {}

  /**
   * It could not be taken through the transforms.
   *
   * @param reason why, without row data
   * @param untransformed the change as it is in the binlog, once for each table that changes of its
   *     table are known to go to
   */
  record Failed(String reason, List<RowChange> untransformed) implements TransformedChange {}
}
