package dev.freshet.sink.memcached.client;

/**
 * Why a server cannot be used, or why its connection had to be given up. The message reads behind
 * the server's address; it holds no row data. An expected event, so it has no stack trace.
 */
class ServerTrouble extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int QUOTED_CHARACTERS = 60;

  private final String remedy;

  ServerTrouble(String message, String remedy) {
    super(message, null, false, false);
    this.remedy = remedy;
  }

  /** What to do about it. */
  String remedy() {
    return remedy;
  }

  /** The message with its remedy. */
  String describe() {
    return getMessage() + "; " + remedy;
  }

  /** The server said what memcached does not say, or not there. */
  static ServerTrouble foreign(String said) {
    return new ForeignAnswer(said);
  }

  /** {@code said} in quotation marks, cut short, with a dot for each unprintable character. */
  static String quoted(String said) {
    String cut =
        said.length() > QUOTED_CHARACTERS ? said.substring(0, QUOTED_CHARACTERS) + "..." : said;
    return '"' + cut.replaceAll("[^ -~]", ".") + '"';
  }
}
