package dev.freshet.connector.debezium;

import dev.freshet.connector.schema.ServerFacts;
import java.util.Arrays;

/** The kinds of servers that Debezium's connectors are for. */
enum Product {
  MYSQL("io.debezium.connector.mysql.MySqlConnector"),
  MARIADB("io.debezium.connector.mariadb.MariaDbConnector");

  private final String className;

  Product(String className) {
    this.className = className;
  }

  /** The name of the connector's class. */
  String className() {
    return className;
  }

  /** Whether a server is one of this kind. */
  boolean fits(ServerFacts facts) {
    return facts.mariadb() == (this == MARIADB);
  }

  /** The other kind. */
  Product other() {
    return this == MYSQL ? MARIADB : MYSQL;
  }

  /**
   * The kind of server that a connector is for.
   *
   * @throws IllegalArgumentException if it is for none of them
   */
  static Product of(String className) {
    return Arrays.stream(values())
        .filter(product -> product.className.equals(className))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "reads from a server whose positions Freshet cannot compare"));
  }
}
