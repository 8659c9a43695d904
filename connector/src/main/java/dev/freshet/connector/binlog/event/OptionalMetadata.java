package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.BinlogType;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.UndecodableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What table maps say beyond types, by the server's binlog_row_metadata: {@code
 * Optional_metadata_fields} in MySQL's libbinlogevents (rows_event.h). Fields that are not known
 * are passed over. What is not there is null.
 *
 * @param unsigned by column, whether it is unsigned; false for columns that are no numbers
 * @param collations by column, the id of the collation of text, ENUM and SET columns; -1 for others
 * @param names the columns' names
 * @param members by column, the names of ENUM and SET members in the column's character set; empty
 *     for others
 * @param primaryKey the columns of the primary key in key order; empty if there is none, or it is
 *     not told
 */
public record OptionalMetadata(
    @Nullable List<Boolean> unsigned,
    @Nullable List<Integer> collations,
    @Nullable List<String> names,
    @Nullable List<List<byte[]>> members,
    List<Integer> primaryKey) {

  private static final int SIGNEDNESS = 1;
  private static final int DEFAULT_CHARSET = 2;
  private static final int COLUMN_CHARSET = 3;
  private static final int COLUMN_NAME = 4;
  private static final int SET_MEMBERS = 5;
  private static final int ENUM_MEMBERS = 6;
  private static final int SIMPLE_PRIMARY_KEY = 8;
  private static final int PRIMARY_KEY_WITH_PREFIX = 9;
  private static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
  private static final int ENUM_AND_SET_COLUMN_CHARSET = 11;

  /** The collation of columns that are no text. */
  public static final int NO_COLLATION = -1;

  static OptionalMetadata parse(ByteCursor cursor, List<Integer> types, boolean mariadb) {
    Builder builder = new Builder(types, mariadb);
    while (cursor.remaining() > 0) {
      int field = cursor.u8();
      builder.field(field, cursor.slice(cursor.packedInt()));
    }
    return builder.build();
  }

  static boolean isNumber(int type) {
    return switch (type) {
      case BinlogType.TINY,
          BinlogType.SHORT,
          BinlogType.INT24,
          BinlogType.LONG,
          BinlogType.LONGLONG,
          BinlogType.NEWDECIMAL,
          BinlogType.FLOAT,
          BinlogType.DOUBLE,
          BinlogType.YEAR ->
          true;
      default -> false;
    };
  }

  /**
   * Whether the server tells a character set of the column: MySQL of VECTOR, too, and MariaDB of
   * GEOMETRY; of JSON none does.
   */
  static boolean hasCollation(int type, boolean mariadb) {
    return switch (type) {
      case BinlogType.STRING, BinlogType.VARCHAR, BinlogType.VAR_STRING, BinlogType.BLOB -> true;
      case BinlogType.VECTOR -> !mariadb;
      case BinlogType.GEOMETRY -> mariadb;
      default -> false;
    };
  }

  private static boolean isEnumOrSet(int type) {
    return type == BinlogType.ENUM || type == BinlogType.SET;
  }

  private static final class Builder {

    private final List<Integer> types;
    private final IntPredicate isText;
    private @Nullable List<Boolean> unsigned;
    private @Nullable List<Integer> collations;
    private @Nullable List<String> names;
    private @Nullable List<List<byte[]>> members;
    private final List<Integer> primaryKey = new ArrayList<>();

    Builder(List<Integer> types, boolean mariadb) {
      this.types = types;
      this.isText = type -> hasCollation(type, mariadb);
    }

    OptionalMetadata build() {
      return new OptionalMetadata(unsigned, collations, names, members, List.copyOf(primaryKey));
    }

    void field(int field, ByteCursor value) {
      switch (field) {
        case SIGNEDNESS -> signedness(value);
        case DEFAULT_CHARSET -> defaultCollation(value, isText);
        case COLUMN_CHARSET -> columnCollations(value, isText);
        case ENUM_AND_SET_DEFAULT_CHARSET -> defaultCollation(value, OptionalMetadata::isEnumOrSet);
        case ENUM_AND_SET_COLUMN_CHARSET -> columnCollations(value, OptionalMetadata::isEnumOrSet);
        case COLUMN_NAME -> names = columnNames(value);
        case SET_MEMBERS -> members(value, BinlogType.SET);
        case ENUM_MEMBERS -> members(value, BinlogType.ENUM);
        case SIMPLE_PRIMARY_KEY -> {
          while (value.remaining() > 0) {
            primaryKey.add(column(value));
          }
        }
        case PRIMARY_KEY_WITH_PREFIX -> {
          while (value.remaining() > 0) {
            primaryKey.add(column(value));
            value.packedInt();
          }
        }
        default -> value.skip(value.remaining());
      }
    }

    private int column(ByteCursor value) {
      int column = value.packedInt();
      if (column >= types.size()) {
        throw outside(column);
      }
      return column;
    }

    private static UndecodableException outside(int column) {
      return new UndecodableException("it describes column " + column + ", which there is not");
    }

    private void signedness(ByteCursor value) {
      List<Boolean> result = new ArrayList<>();
      byte[] bits = value.bytes(value.remaining());
      int bit = 0;
      for (int type : types) {
        boolean set = false;
        if (isNumber(type)) {
          set = bit >> 3 < bits.length && ((bits[bit >> 3] << (bit & 7)) & 0x80) != 0;
          bit++;
        }
        result.add(set);
      }
      unsigned = result;
    }

    private List<Integer> collations() {
      if (collations == null) {
        collations = new ArrayList<>(Collections.nCopies(types.size(), NO_COLLATION));
      }
      return collations;
    }

    private List<Integer> columns(IntPredicate ofType) {
      List<Integer> columns = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        if (ofType.test(types.get(i))) {
          columns.add(i);
        }
      }
      return columns;
    }

    private void defaultCollation(ByteCursor value, IntPredicate ofType) {
      int collation = value.packedInt();
      List<Integer> columns = columns(ofType);
      for (int column : columns) {
        collations().set(column, collation);
      }
      while (value.remaining() > 0) {
        int index = value.packedInt();
        if (index >= columns.size()) {
          throw outside(index);
        }
        collations().set(columns.get(index), value.packedInt());
      }
    }

    private void columnCollations(ByteCursor value, IntPredicate ofType) {
      for (int column : columns(ofType)) {
        collations().set(column, value.packedInt());
      }
    }

    private static List<String> columnNames(ByteCursor value) {
      List<String> result = new ArrayList<>();
      while (value.remaining() > 0) {
        result.add(value.text(value.packedInt()));
      }
      return result;
    }

    private void members(ByteCursor value, int type) {
      if (members == null) {
        members = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          members.add(List.of());
        }
      }
      for (int column : columns(candidate -> candidate == type)) {
        int count = value.packedInt();
        List<byte[]> ofColumn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          ofColumn.add(value.bytes(value.packedInt()));
        }
        members.set(column, ofColumn);
      }
    }
  }
}
