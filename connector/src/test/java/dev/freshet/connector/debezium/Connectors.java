package dev.freshet.connector.debezium;

import dev.freshet.api.spi.SourceFactory;
import dev.freshet.connector.binlog.SourceKind;
import dev.freshet.testkit.Flavor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Debezium's connectors for tests, from a class loader of their own. */
final class Connectors {

  private static final SourceFactory MYSQL = factory(Product.MYSQL);
  private static final SourceFactory MARIADB = factory(Product.MARIADB);

  private Connectors() {}

  /** The connector for a kind of server. */
  static SourceFactory of(Flavor flavor) {
    return flavor == Flavor.MYSQL ? MYSQL : MARIADB;
  }

  static SourceKind kind(Flavor flavor) {
    return new SourceKind(() -> of(flavor));
  }

  private static SourceFactory factory(Product product) {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("freshet.debezium")))) {
      List<URL> urls = new ArrayList<>();
      for (Path file : files.toList()) {
        urls.add(file.toUri().toURL());
      }
      // stays open for as long as there are tests
      URLClassLoader loader =
          new URLClassLoader(urls.toArray(new URL[0]), Connectors.class.getClassLoader());
      return new DebeziumConnectorFactory().of(loader.loadClass(product.className()));
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("Debezium's connectors are not built", e);
    }
  }
}
