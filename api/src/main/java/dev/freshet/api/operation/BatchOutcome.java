package dev.freshet.api.operation;

import java.util.List;

/**
 * What became of a batch in one pool, once every server of the pool has acknowledged its share.
 *
 * @param rejections the operations that were not applied as asked; all others were
 */
public record BatchOutcome(List<Rejection> rejections) {

  /** Every operation was applied. */
  public static final BatchOutcome APPLIED = new BatchOutcome(List.of());
}
