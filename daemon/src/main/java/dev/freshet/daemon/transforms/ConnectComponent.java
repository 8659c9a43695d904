package dev.freshet.daemon.transforms;

import dev.freshet.daemon.plugin.ForeignCalls;
import dev.freshet.daemon.plugin.PluginFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * A transform or predicate as it is configured. Immutable and thread-safe.
 *
 * @param name its configured name
 * @param type its class
 * @param options the texts of all that is given for it, by option, as Kafka Connect hands them over
 */
public record ConnectComponent(String name, ConnectClass type, Map<String, String> options) {

  public ConnectComponent {
    options = Map.copyOf(options);
  }

  /** A new one. To be called where its code may run. */
  <T> T create(Class<T> kind) throws Exception {
    Object made = type.instance();
    ((Configurable) made).configure(new HashMap<>(options));
    return kind.cast(made);
  }

  /**
   * Tries whether it accepts its options.
   *
   * @return why it does not, in words that follow "KEY=CLASS: "; empty if it does
   */
  public Optional<String> refusal() {
    try (ForeignCalls calls = type.calls(name)) {
      return Optional.ofNullable(calls.call(this::tryOut));
    } catch (PluginFailure failure) {
      return Optional.of(failure.text() + " when it was given its options");
    }
  }

  private @Nullable String tryOut() throws Exception {
    try {
      create(AutoCloseable.class).close();
      return null;
    } catch (ConfigException e) {
      return "does not accept its options: " + e.getMessage();
    }
  }

  /** Without the options, of which some may be secret. */
  @Override
  public String toString() {
    return name + " (" + type.name() + ")";
  }
}
