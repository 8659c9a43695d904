package dev.freshet.daemon.transforms;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnDeclaration;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A table with a few columns, and rows of it. */
final class SampleTable {

  static final TableSchema PEOPLE = named("site_0", "people");

  private SampleTable() {}

  /** A table of this name: each time another instance. */
  static TableSchema named(String database, String table) {
    return new TableSchema(
        new TableName(database, table),
        List.of(
            new Column("id", ColumnType.INT),
            new Column("name", ColumnType.VARCHAR),
            new Column(
                "balance", ColumnType.DECIMAL, new ColumnDeclaration(false, 10, 2, List.of())),
            new Column("born", ColumnType.DATETIME)),
        List.of(0));
  }

  /** A row of it. */
  static Row person(int id, @Nullable String name, String balance, String born) {
    return new Row(
        List.of(
            out -> out.writeLong(id),
            out -> {
              if (name == null) {
                out.writeNull();
              } else {
                byte[] utf8 = name.getBytes(UTF_8);
                out.writeUtf8(utf8, 0, utf8.length);
              }
            },
            out -> out.writeDecimal(balance.getBytes(UTF_8), 0, balance.length()),
            out -> out.writeTemporal(born.getBytes(UTF_8), 0, born.length())));
  }

  /** A row that writes what it is told to. */
  record Row(List<Consumer<ValueWriter>> values) implements RowImage {

    @Override
    public boolean has(int column) {
      return true;
    }

    @Override
    public boolean isNull(int column) {
      return WrittenValue.of(this, column).equals("null");
    }

    @Override
    public void write(int column, ValueWriter out) {
      values.get(column).accept(out);
    }
  }
}
