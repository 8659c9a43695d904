package dev.freshet.connector.binlog;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.testkit.DatabaseServer;
import java.util.HashMap;
import java.util.Map;

/** Sources for tests. */
final class Sources {

  private Sources() {}

  /** A source of a server as its administrator, with all tables of the database shop. */
  static Source of(DatabaseServer server, String... namesAndValues) {
    return of(server.host(), server.port(), namesAndValues);
  }

  static Source of(String host, int port, String... namesAndValues) {
    Map<String, String> texts = new HashMap<>();
    texts.put("database.hostname", host);
    texts.put("database.port", Integer.toString(port));
    texts.put("database.user", DatabaseServer.USER);
    texts.put("database.password", DatabaseServer.PASSWORD);
    texts.put("heartbeat.interval", "500ms");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      texts.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    BinlogSourceFactory factory = new BinlogSourceFactory();
    try {
      return factory.create(
          "test", Settings.of(factory.options(), texts), TableFilter.of("shop\\..*"));
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
