package dev.freshet.connector.binlog;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.testkit.DatabaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A kind of source that tests make sources of. */
public final class SourceKind {

  /** Reads the binlog by itself. */
  public static final SourceKind BINLOG = new SourceKind(BinlogSourceFactory::new);

  private final Supplier<SourceFactory> factory;

  public SourceKind(Supplier<SourceFactory> factory) {
    this.factory = factory;
  }

  /** A source of a server as its administrator, with all tables of the database shop. */
  public Source of(DatabaseServer server, String... namesAndValues) {
    return of(server.host(), server.port(), namesAndValues);
  }

  /** A source of whatever answers at an address. */
  public Source of(String host, int port, String... namesAndValues) {
    SourceFactory made = factory.get();
    Map<String, String> texts = new HashMap<>();
    texts.put("database.hostname", host);
    texts.put("database.port", Integer.toString(port));
    texts.put("database.user", DatabaseServer.USER);
    texts.put("database.password", DatabaseServer.PASSWORD);
    texts.put("heartbeat.interval", "500ms");
    if (made.options().stream().anyMatch(option -> option.name().equals("state.dir"))) {
      texts.put("state.dir", newFolder());
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      texts.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    if (texts.containsKey("database.hosts")) {
      texts.keySet().removeAll(List.of("database.hostname", "database.port"));
    }
    try {
      return made.create("test", Settings.of(made.options(), texts), TableFilter.of("shop\\..*"));
    } catch (InvalidSettingsException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String newFolder() {
    try {
      return Files.createTempDirectory("freshet-source").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
