package dev.freshet.sink.memcached.routing;

/** How a client names a server where it hashes the name. Thread-safe. */
@FunctionalInterface
interface ServerLabel {

  /** libmemcached's: the host, with the port behind it only where that is not 11211. */
  ServerLabel LIBMEMCACHED =
      server -> server.port() == 11_211 ? server.host() : server.host() + ":" + server.port();

  /** The name of {@code server}. */
  String of(ServerAddress server);
}
