package dev.freshet.daemon.command;

/** Shows texts as the value of {@code name="value"} in a line of pairs. */
final class Quoted {

  private Quoted() {}

  /** In double quotes; those in it become single ones. */
  static String of(String text) {
    return "\"" + text.replace("\"", "'") + "\"";
  }
}
