package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.Rejection;
import org.jspecify.annotations.Nullable;

/**
 * A change that could not be placed as it should, with all that is needed to look into it and
 * nothing of the row's data but the key.
 *
 * @param position the position of its transaction
 * @param table the table that was changed
 * @param transformer the transformer concerned; null if no single one is, or if it is the
 *     transforms
 * @param pool the pool that would not take it; null if it got to none
 * @param key the key as far as it is known
 * @param reason why, and what to do about it
 */
record DeadLetter(
    SourcePosition position,
    TableName table,
    @Nullable String transformer,
    @Nullable String pool,
    @Nullable CacheKey key,
    String reason) {

  static DeadLetter of(String pool, Rejection rejection) {
    var origin = rejection.operation().origin();
    return new DeadLetter(
        origin.position(),
        origin.table(),
        origin.transformer(),
        pool,
        rejection.operation().key(),
        rejection.reason());
  }
}
