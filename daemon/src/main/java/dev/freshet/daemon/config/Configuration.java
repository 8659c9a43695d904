package dev.freshet.daemon.config;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A configuration in which nothing is wrong that can be told without I/O. Immutable.
 *
 * @param daemon the daemon's own settings
 * @param source where changes come from
 * @param transforms what changes run through before the transformers
 * @param transformers what is made of them, in the configured order
 * @param pools where it goes, in the configured order
 * @param former makes transformers that are configured no more
 */
public record Configuration(
    DaemonSettings daemon,
    SourceConfiguration source,
    TransformsConfiguration transforms,
    List<TransformerConfiguration> transformers,
    List<PoolConfiguration> pools,
    FormerTransformers former) {

  /** This configuration with other pools. */
  public Configuration withPools(List<PoolConfiguration> others) {
    return new Configuration(daemon, source, transforms, transformers, List.copyOf(others), former);
  }

  /** Transforms that can be run; whoever asks for them closes them. */
  public Transforms createTransforms() {
    return transforms.create(daemon.name(), source.timeZone());
  }

  /** A configured source; {@code create} makes a new one each time. */
  public record SourceConfiguration(String name, SourceFactory factory, Settings settings) {

    private static final String TIME_ZONE = "time.zone";

    /** The time zone that it shows TIMESTAMP values in. */
    public ZoneId timeZone() {
      boolean declared =
          factory.options().stream().anyMatch(option -> option.name().equals(TIME_ZONE));
      return declared && settings.has(TIME_ZONE)
          ? ZoneId.of(settings.string(TIME_ZONE).trim()).normalized()
          : ZoneOffset.UTC;
    }

    /**
     * A source that reads from the configured place.
     *
     * @param tables the tables that are mapped
     */
    public Source create(TableFilter tables) {
      try {
        return factory.create(name, settings, tables);
      } catch (InvalidSettingsException e) {
        throw acceptedBefore(e);
      }
    }
  }

  /** The transformers of which a pool gets nothing, by name. */
  public Set<String> withheldFrom(String pool) {
    return transformers.stream()
        .filter(
            transformer -> !transformer.pools().isEmpty() && !transformer.pools().contains(pool))
        .map(TransformerConfiguration::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A configured transformer; {@code create} makes a new one each time.
   *
   * @param pools the pools that get what it makes; empty for all
   * @param written what the file says of it, by option, but for passwords; references are as they
   *     stand there
   */
  public record TransformerConfiguration(
      String name,
      TransformerFactory factory,
      Settings settings,
      Set<String> pools,
      Map<String, String> written) {

    public Transformer create() {
      try {
        return factory.create(name, settings);
      } catch (InvalidSettingsException e) {
        throw acceptedBefore(e);
      }
    }
  }

  /** A configured pool; {@code create} makes a new one each time. */
  public record PoolConfiguration(String name, PoolFactory factory, Settings settings) {

    /** How it is dealt with. */
    public PoolPolicy policy() {
      return PoolPolicy.of(settings);
    }

    public Pool create() {
      try {
        return factory.create(name, settings);
      } catch (InvalidSettingsException e) {
        throw acceptedBefore(e);
      }
    }
  }

  private static IllegalStateException acceptedBefore(InvalidSettingsException e) {
    return new IllegalStateException("settings are refused that were accepted before", e);
  }
}
