package dev.freshet.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Transformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Loads plug-ins from a folder and has their transformers look at a change. */
final class PluginFixture {

  static final TableSchema USERS =
      new TableSchema(
          new TableName("shop", "users"), List.of(new Column("id", ColumnType.INT)), List.of(0));

  /** Longer than anything takes that is to end in time, on whatever machine. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** For what is not to end in time. */
  static final Duration SHORT_LIMIT = Duration.ofSeconds(2);

  private final Path folder;
  private Duration limit = LIMIT;

  PluginFixture(Path folder) {
    this.folder = folder;
  }

  /** Has calls end after {@link #SHORT_LIMIT}. */
  void shortenLimit() {
    limit = SHORT_LIMIT;
  }

  /** All plug-ins in the folder. */
  Plugins load() {
    return Plugins.load(List.of(folder), limit, Set.of());
  }

  /** What is wrong, without the path of the folder. */
  List<String> problems() {
    return load().problems().stream()
        .map(problem -> problem.place() + " " + problem.cause() + "; " + problem.remedy())
        .map(line -> line.replace(folder.toString(), "FOLDER"))
        .toList();
  }

  /** The transformer of the only plug-in, which is written first. */
  Transformer transformer(PluginJar plugin) throws Exception {
    plugin.write(folder.resolve("plugin.jar"));
    Plugins plugins = load();
    assertThat(plugins.problems()).isEmpty();
    return plugins.factories().get(0).create("mine", Settings.of(List.of(), Map.of()));
  }

  /** What {@code transformer} makes of one change. */
  static List<String> made(RowTransformer transformer) {
    RecordedOperations out = new RecordedOperations();
    transformer.transform(RowChange.insert(USERS, new SecretRow()), out);
    return out.lines();
  }

  /** The threads that run a transformer of the fixture. */
  static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("freshet-plugin-mine-"))
        .filter(Thread::isAlive)
        .toList();
  }

  private static final class SecretRow implements RowImage {
    @Override
    public boolean has(int column) {
      return true;
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public void write(int column, ValueWriter out) {
      out.writeText("secret");
    }
  }
}
