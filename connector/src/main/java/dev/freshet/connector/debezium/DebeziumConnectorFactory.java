package dev.freshet.connector.debezium;

import dev.freshet.api.spi.ConnectorFactory;
import dev.freshet.api.spi.SourceFactory;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.source.SourceConnector;

/** Makes sources of Debezium's connectors for servers whose positions Freshet can compare. */
public final class DebeziumConnectorFactory implements ConnectorFactory {

  @Override
  public List<String> classNames() {
    return Arrays.stream(Product.values()).map(Product::className).toList();
  }

  @Override
  public SourceFactory of(Class<?> connector) {
    return new DebeziumSourceFactory(
        connector, Product.of(connector.getName()), options(connector));
  }

  private static ConfigDef options(Class<?> connector) {
    if (!SourceConnector.class.isAssignableFrom(connector)) {
      throw new IllegalArgumentException("is no " + SourceConnector.class.getName());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(connector.getClassLoader());
    try {
      return ConnectorTask.connector(connector).config();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new IllegalArgumentException("cannot be asked for its options: " + e, e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
