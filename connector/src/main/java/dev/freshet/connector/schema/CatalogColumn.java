package dev.freshet.connector.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as information_schema describes it now.
 *
 * @param name its name
 * @param dataType its type without parameters, in lower case: {@code varchar}
 * @param columnType its type as it would be written: {@code int unsigned}, {@code enum('a','b')}
 * @param characterSet of text; null for other types
 * @param octets the greatest length of text and bytes, in bytes; 0 for other types
 * @param precision of DECIMAL and BIT; 0 for other types
 * @param scale of DECIMAL; 0 for other types
 * @param fractionDigits of times; 0 for other types
 * @param jsonChecked whether MariaDB checks that its text is JSON
 * @param isGenerated whether it is calculated from others
 */
record CatalogColumn(
    String name,
    String dataType,
    String columnType,
    @Nullable String characterSet,
    long octets,
    int precision,
    int scale,
    int fractionDigits,
    boolean jsonChecked,
    boolean isGenerated) {

  boolean isUnsigned() {
    return columnType.contains("unsigned") || columnType.contains("zerofill");
  }

  /** The names of an ENUM's or SET's members; empty for other types. */
  List<String> members() {
    boolean hasMembers = dataType.equals("enum") || dataType.equals("set");
    return hasMembers ? MemberList.parse(columnType) : List.of();
  }
}
