package dev.freshet.api.spi;

import dev.freshet.api.change.Column;
import java.util.List;

/** All rows that a query returns, as they were at one moment; see {@link TableRead}. */
public interface QueryRead extends TableRead {

  /** The columns, as the query names them. */
  List<Column> columns();
}
