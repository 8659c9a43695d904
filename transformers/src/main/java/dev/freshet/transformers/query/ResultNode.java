package dev.freshet.transformers.query;

import dev.freshet.api.change.RowImage;
import java.util.List;
import java.util.Map;

/** A piece of a value that is made of a query's result. Immutable once it is complete. */
sealed interface ResultNode {

  /** A column's value. */
  record Leaf(RowImage row, int column) implements ResultNode {}

  /** Members by name, in their order. */
  record Members(Map<String, ResultNode> byName) implements ResultNode {}

  /** Elements, in their order. */
  record Elements(List<ResultNode> nodes) implements ResultNode {}
}
