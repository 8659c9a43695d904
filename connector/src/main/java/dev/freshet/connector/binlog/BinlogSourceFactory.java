package dev.freshet.connector.binlog;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import java.util.List;
import java.util.Map;

/** Makes sources that read the binlog of a MySQL or MariaDB server as a replica would. */
public final class BinlogSourceFactory implements SourceFactory {

  @Override
  public String type() {
    return "binlog";
  }

  @Override
  public List<ConfigOption> options() {
    return BinlogOptions.ALL;
  }

  @Override
  public Source create(String name, Settings settings, TableFilter tables)
      throws InvalidSettingsException {
    BinlogOptions options = BinlogOptions.of(name, settings, tables);
    if (options.maximumBackoff().compareTo(options.minimumBackoff()) < 0) {
      throw new InvalidSettingsException(
          Map.of("connect.backoff.max", "is less than connect.backoff.min"));
    }
    return new BinlogSource(options);
  }
}
