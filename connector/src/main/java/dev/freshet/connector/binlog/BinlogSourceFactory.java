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
    Map<String, String> problems = BinlogOptions.problems(settings);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new BinlogSource(BinlogOptions.of(name, settings, tables));
  }
}
