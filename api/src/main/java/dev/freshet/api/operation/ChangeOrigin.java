package dev.freshet.api.operation;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;

/**
 * Where an operation comes from, for messages and dead letters.
 *
 * @param transformer the configured name of the transformer that made it
 * @param table the table whose change caused it
 * @param position the position of the transaction, or of its chunk
 */
public record ChangeOrigin(String transformer, TableName table, SourcePosition position) {}
