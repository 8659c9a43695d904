package dev.freshet.connector.debezium;

import dev.freshet.api.change.ValueWriter;

/** Hands on a value in the form that the binlog source gives it. Stateless and thread-safe. */
@FunctionalInterface
interface ValueCodec {

  /**
   * Hands on a value.
   *
   * @param value what Debezium made of it; never null
   * @throws dev.freshet.connector.value.UndecodableException if that cannot be told from it
   */
  void write(Object value, ValueWriter out);
}
