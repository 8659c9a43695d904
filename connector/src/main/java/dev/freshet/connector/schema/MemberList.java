package dev.freshet.connector.schema;

import java.util.ArrayList;
import java.util.List;

/** The members in a column type such as {@code enum('a','it''s')}. */
final class MemberList {

  private MemberList() {}

  /** The members in order, with doubled quotes made single. */
  static List<String> parse(String columnType) {
    List<String> members = new ArrayList<>();
    StringBuilder member = new StringBuilder();
    boolean inside = false;
    for (int i = columnType.indexOf('('); i < columnType.length(); i++) {
      char one = columnType.charAt(i);
      if (one != '\'') {
        if (inside) {
          member.append(one);
        }
      } else if (!inside) {
        inside = true;
      } else if (i + 1 < columnType.length() && columnType.charAt(i + 1) == '\'') {
        member.append(one);
        i++;
      } else {
        members.add(member.toString());
        member.setLength(0);
        inside = false;
      }
    }
    return members;
  }
}
