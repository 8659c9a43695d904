package dev.freshet.api.change;

import java.util.List;

/**
 * What the declaration of a column says beside the name of its type.
 *
 * @param unsigned whether numbers are unsigned
 * @param length how many digits a DECIMAL has, or how many bits a BIT; 0 where it is not known or
 *     means nothing
 * @param fraction how many digits stand behind the point, of a DECIMAL or of seconds
 * @param members the names of an ENUM's or SET's members; empty where they are not known
 */
public record ColumnDeclaration(boolean unsigned, int length, int fraction, List<String> members) {

  /** Of a column of which no more than its type is known. */
  public static final ColumnDeclaration UNKNOWN = new ColumnDeclaration(false, 0, 0, List.of());

  public ColumnDeclaration {
    members = List.copyOf(members);
  }
}
