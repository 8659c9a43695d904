package dev.freshet.transformers.query;

import dev.freshet.api.spi.QueryResult;
import dev.freshet.transformers.query.ResultNode.Elements;
import dev.freshet.transformers.query.ResultNode.Leaf;
import dev.freshet.transformers.query.ResultNode.Members;
import dev.freshet.transformers.value.ValueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is made of the rows that a query returns. */
enum ResultShape {
  /** An array with an object for each row. */
  LIST {
    @Override
    ResultNode of(QueryResult result) {
      List<ResultNode> rows = new ArrayList<>();
      for (int i = 0; i < result.rows().size(); i++) {
        rows.add(row(result, i));
      }
      return new Elements(rows);
    }
  },

  /** An object of the one row that there is. */
  OBJECT {
    @Override
    ResultNode of(QueryResult result) {
      requireSingleRow(result, "object");
      return row(result, 0);
    }
  },

  /** The one column of the one row that there is. */
  SCALAR {
    @Override
    ResultNode of(QueryResult result) {
      requireSingleRow(result, "scalar");
      if (result.columns().size() != 1) {
        throw unfit(
            "the query returns %d columns, where result=scalar takes one"
                .formatted(result.columns().size()));
      }
      return new Leaf(result.rows().get(0), 0);
    }
  },

  /** An object with arrays of objects in it, as the columns' names say. */
  NESTED {
    @Override
    ResultNode of(QueryResult result) {
      return NestedRows.of(result);
    }
  };

  /**
   * Makes the value; null where the query returned no row.
   *
   * @throws ValueException if the rows or columns do not fit
   */
  final @Nullable ResultNode make(QueryResult result) {
    return result.rows().isEmpty() ? null : of(result);
  }

  /** Makes the value of at least one row. */
  abstract ResultNode of(QueryResult result);

  private static ResultNode row(QueryResult result, int at) {
    Map<String, ResultNode> members = new LinkedHashMap<>();
    for (int i = 0; i < result.columns().size(); i++) {
      String name = result.columns().get(i).name();
      if (members.put(name, new Leaf(result.rows().get(at), i)) != null) {
        throw unfit("the query returns two columns of the name " + name);
      }
    }
    return new Members(members);
  }

  private static void requireSingleRow(QueryResult result, String shape) {
    if (result.rows().size() > 1) {
      throw unfit(
          "the query returns %d rows, where result=%s takes one"
              .formatted(result.rows().size(), shape));
    }
  }

  static ValueException unfit(String message) {
    return new ValueException(message, "mend the query, or choose another result", null);
  }
}
