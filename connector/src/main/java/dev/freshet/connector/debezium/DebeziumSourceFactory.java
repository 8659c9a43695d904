package dev.freshet.connector.debezium;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.BinlogOptions;
import dev.freshet.connector.binlog.BinlogSourceFactory;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Makes sources of one of Debezium's connectors. */
final class DebeziumSourceFactory implements SourceFactory {

  private final Class<?> connector;
  private final Product product;
  private final List<ConfigOption> options;

  DebeziumSourceFactory(Class<?> connector, Product product, ConfigDef definitions) {
    this.connector = connector;
    this.product = product;
    this.options = ConnectorOptions.all(definitions);
  }

  @Override
  public String type() {
    return connector.getName();
  }

  @Override
  public List<ConfigOption> options() {
    return options;
  }

  @Override
  public Source create(String name, Settings settings, TableFilter tables)
      throws InvalidSettingsException {
    if (settings.has(BinlogOptions.HOSTS)) {
      throw new InvalidSettingsException(
          Map.of(
              BinlogOptions.HOSTS,
              "is not for Debezium's connectors, which read one server: name it in"
                  + " database.hostname, or set connector.class=binlog"));
    }
    Source binlog = new BinlogSourceFactory().create(name, settings, tables);
    return new DebeziumSource(
        new ConnectorSettings(
            connector,
            product,
            name,
            BinlogOptions.of(name, settings, tables),
            ConnectorOptions.stateFolder(name, settings),
            ConnectorOptions.given(options, settings)),
        binlog);
  }
}
