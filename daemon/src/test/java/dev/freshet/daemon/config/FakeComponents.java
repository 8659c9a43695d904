package dev.freshet.daemon.config;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.Finding;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Components that have options and do nothing. */
final class FakeComponents {

  private FakeComponents() {}

  static ComponentFactories factories() {
    return new ComponentFactories(
        new TreeMap<>(Map.of("binlog", new FakeSource())),
        List.of(),
        new TreeMap<>(Map.of("row", new FakeRow(), "invalidate", new FakeInvalidate())),
        new FakePool());
  }

  /** Has a password, and a port that goes with one host only. */
  private static final class FakeSource implements SourceFactory {

    @Override
    public String type() {
      return "binlog";
    }

    @Override
    public List<ConfigOption> options() {
      return List.of(
          ConfigOption.required(
              "database.hostname", OptionType.STRING, OptionValidator.ANY, "The server."),
          ConfigOption.optional(
              "database.port",
              OptionType.INTEGER,
              "3306",
              OptionValidator.between(1, 65535),
              "Its port."),
          ConfigOption.optional(
              "database.password",
              OptionType.PASSWORD,
              "",
              text -> text.contains(" ") ? "must not be " + text : null,
              "The password."));
    }

    @Override
    public Source create(String name, Settings settings, TableFilter tables)
        throws InvalidSettingsException {
      if (settings.string("database.hostname").contains(",")
          && settings.integer("database.port") != 3306) {
        throw new InvalidSettingsException(
            Map.of("database.port", "goes with one host only, not with several"));
      }
      return new Source() {
        @Override
        public List<Finding> check() {
          return List.of();
        }

        @Override
        public void close() {}

        @Override
        public SourcePosition parsePosition(String text) {
          throw new IllegalArgumentException(text);
        }

        @Override
        public SourcePosition latestPosition() {
          throw new UnsupportedOperationException();
        }

        @Override
        public SourcePosition earliestPosition() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void verifyPosition(SourcePosition position) {}

        @Override
        public Database database() {
          throw new UnsupportedOperationException();
        }

        @Override
        public ChangeStream open(int streamId, SourcePosition from, ChangeConsumer consumer) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  private static final class FakeRow implements TransformerFactory {

    @Override
    public String type() {
      return "row";
    }

    @Override
    public List<ConfigOption> options() {
      return List.of(
          ConfigOption.required("table", OptionType.STRING, OptionValidator.ANY, "The table."),
          ConfigOption.required("key", OptionType.STRING, OptionValidator.ANY, "The key template."),
          ConfigOption.optional("ttl", OptionType.DURATION, "0", OptionValidator.ANY, "The TTL."),
          ConfigOption.optional(
              "ttl.jitter", OptionType.PERCENT, "0", OptionValidator.ANY, "The jitter | spread."));
    }

    @Override
    public Transformer create(String name, Settings settings) {
      return new FakeTransformer(TableFilter.of(settings.string("table")));
    }
  }

  private static final class FakeInvalidate implements TransformerFactory {

    @Override
    public String type() {
      return "invalidate";
    }

    @Override
    public List<ConfigOption> options() {
      return List.of(
          ConfigOption.required("table", OptionType.STRING, OptionValidator.ANY, "The table."));
    }

    @Override
    public Transformer create(String name, Settings settings) {
      return new FakeTransformer(TableFilter.of(settings.string("table")));
    }
  }

  private record FakeTransformer(TableFilter tables) implements Transformer {
    @Override
    public RowTransformer bind(TableSchema schema) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class FakePool implements PoolFactory {

    @Override
    public List<ConfigOption> options() {
      return List.of(
          ConfigOption.required(
              "servers",
              OptionType.LIST,
              text -> text.contains("/") ? "has " + text + ", which is not host:port" : null,
              "The servers."),
          ConfigOption.optional(
              "protocol",
              OptionType.STRING,
              "auto",
              OptionValidator.oneOf("auto", "meta"),
              "The protocol."));
    }

    @Override
    public Pool create(String name, Settings settings) {
      return new Pool() {
        @Override
        public void start() {}

        @Override
        public PoolShare share(Collection<String> servers) {
          throw new UnsupportedOperationException();
        }

        @Override
        public boolean deletesOnly() {
          return false;
        }

        @Override
        public List<ServerHealth> health() {
          return List.of();
        }

        @Override
        public List<Finding> check() {
          return List.of();
        }

        @Override
        public String route(CacheKey key) {
          return name;
        }

        @Override
        public PoolReader reader() {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };
    }
  }
}
