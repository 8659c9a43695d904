package dev.freshet.connector.value;

/** Makes JSON text compact: drops the blanks between its tokens. */
final class JsonBlanks {

  private JsonBlanks() {}

  /** Appends the document without its blanks. What stands in strings stays as it is. */
  static void drop(byte[] utf8, int offset, int length, Utf8Buffer out) {
    boolean inString = false;
    boolean escaped = false;
    for (int i = offset; i < offset + length; i++) {
      byte one = utf8[i];
      if (inString) {
        inString = escaped || one != '"';
        escaped = !escaped && one == '\\';
      } else if (one == ' ' || one == '\t' || one == '\n' || one == '\r') {
        continue;
      } else {
        inString = one == '"';
      }
      out.append(utf8, i, 1);
    }
  }
}
