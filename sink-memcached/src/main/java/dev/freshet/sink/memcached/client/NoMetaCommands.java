package dev.freshet.sink.memcached.client;

/** The server speaks memcached's text protocol, but does not know the meta commands. */
final class NoMetaCommands extends ServerTrouble {

  private static final long serialVersionUID = 1L;

  /**
   * @param version what it says its version is
   */
  NoMetaCommands(String version) {
    super(
        "is memcached "
            + quoted(version)
            + ", which does not know the meta commands as they are since 1.6.10",
        "install memcached 1.6.10 or newer there; protocol=meta needs it");
  }
}
