package dev.freshet.connector.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query and what to run it with. Immutable and thread-safe.
 *
 * @param sql with a question mark for each argument
 * @param arguments for each time the query is run
 */
record Question(String sql, List<? extends List<? extends @Nullable Object>> arguments) {}
