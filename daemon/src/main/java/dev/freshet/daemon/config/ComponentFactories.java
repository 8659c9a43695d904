package dev.freshet.daemon.config;

import dev.freshet.api.spi.ConnectorFactory;
import dev.freshet.api.spi.PoolFactory;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TransformerFactory;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The kinds of components that there are.
 *
 * @param sources by {@link SourceFactory#type}
 * @param connectors make sources of classes that have a name of their own
 * @param transformers by {@link TransformerFactory#type}
 * @param pool the one kind of pool
 */
public record ComponentFactories(
    SortedMap<String, SourceFactory> sources,
    List<ConnectorFactory> connectors,
    SortedMap<String, TransformerFactory> transformers,
    PoolFactory pool) {

  public ComponentFactories {
    connectors = List.copyOf(connectors);
  }

  /**
   * Those on the class path.
   *
   * @throws IllegalStateException if two say the same type, or if there is not exactly one kind of
   *     pool
   */
  public static ComponentFactories load() {
    List<PoolFactory> pools = all(PoolFactory.class);
    if (pools.size() != 1) {
      throw new IllegalStateException(
          "the class path has "
              + pools.size()
              + " kinds of pools where one is needed; see that lib/ holds freshet-sink-memcached");
    }
    return new ComponentFactories(
        byType(all(SourceFactory.class), SourceFactory::type),
        all(ConnectorFactory.class),
        byType(all(TransformerFactory.class), TransformerFactory::type),
        pools.get(0));
  }

  /** These, and the kinds of transformers in {@code more}, of which none may be here already. */
  ComponentFactories with(Map<String, ? extends TransformerFactory> more) {
    SortedMap<String, TransformerFactory> together = new TreeMap<>(transformers);
    together.putAll(more);
    return new ComponentFactories(sources, connectors, together, pool);
  }

  private static <T> List<T> all(Class<T> service) {
    return ServiceLoader.load(service).stream().map(ServiceLoader.Provider::get).toList();
  }

  private static <T> SortedMap<String, T> byType(List<T> factories, Function<T, String> type) {
    SortedMap<String, T> byType = new TreeMap<>();
    for (T factory : factories) {
      T other = byType.put(type.apply(factory), factory);
      if (other != null) {
        throw new IllegalStateException(
            "the class path has two of type "
                + type.apply(factory)
                + "; remove one: "
                + Map.of(1, other.getClass(), 2, factory.getClass()).values());
      }
    }
    return byType;
  }
}
