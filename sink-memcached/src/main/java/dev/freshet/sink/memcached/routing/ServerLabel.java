package dev.freshet.sink.memcached.routing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * How a client names a server where it hashes the name. Clients on the JVM hash what {@code
 * InetSocketAddress} prints or tells as its host, so that their names depend on the name service.
 */
enum ServerLabel {
  /** The host, with the port behind it only where that is not 11211. */
  HOST {
    @Override
    String of(ServerAddress server, HostNames names) {
      return unlessUsual(server.host(), server.port());
    }
  },

  /** The host and the port. */
  HOST_AND_PORT {
    @Override
    String of(ServerAddress server, HostNames names) {
      return server.host() + ":" + server.port();
    }
  },

  /** libmemcached's idea of spymemcached's name: host and port behind a slash. */
  SLASH_HOST_AND_PORT {
    @Override
    String of(ServerAddress server, HostNames names) {
      return "/" + server.host() + ":" + server.port();
    }
  },

  /** The name with a slash and the address behind it, or the address alone, and the port. */
  NAME_AND_ADDRESS {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      String printed = SLASH_NAME_AND_ADDRESS.of(server, names);
      return printed.startsWith("/") ? printed.substring(1) : printed;
    }
  },

  /** The name, a slash, the address, and the port; nothing before the slash of a bare address. */
  SLASH_NAME_AND_ADDRESS {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      return (server.isBareAddress() ? "" : server.host()) + printedAddress(server, names);
    }
  },

  /** As {@link #SLASH_NAME_AND_ADDRESS}, with the name that the name service has for an address. */
  FOUND_NAME_AND_ADDRESS {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      String name = foundName(server, names);
      return (name.equals(names.address(server.host()).getHostAddress()) ? "" : name)
          + printedAddress(server, names);
    }
  },

  /** As {@link #HOST}, with the name that the name service has for an address. */
  FOUND_NAME {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      return unlessUsual(foundName(server, names), server.port());
    }
  },

  /** As {@link #HOST_AND_PORT}, with the name that the name service has for an address. */
  FOUND_NAME_AND_PORT {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      return foundName(server, names) + ":" + server.port();
    }
  },

  /** The address, with the port behind it only where that is not 11211. */
  ADDRESS {
    @Override
    String of(ServerAddress server, HostNames names) throws UnknownHostException {
      return unlessUsual(names.address(server.host()).getHostAddress(), server.port());
    }
  };

  private static final int USUAL_PORT = 11_211;

  /**
   * The name of {@code server}. Only labels that hold addresses, or names found for them, ask
   * {@code names}.
   *
   * @throws UnknownHostException if the server has no address
   */
  abstract String of(ServerAddress server, HostNames names) throws UnknownHostException;

  private static String unlessUsual(String host, int port) {
    return port == USUAL_PORT ? host : host + ":" + port;
  }

  /** The configured name, or the one that the name service has for a configured address. */
  private static String foundName(ServerAddress server, HostNames names)
      throws UnknownHostException {
    return server.isBareAddress() ? names.name(names.address(server.host())) : server.host();
  }

  private static String printedAddress(ServerAddress server, HostNames names)
      throws UnknownHostException {
    InetAddress address = names.address(server.host());
    String digits = address.getHostAddress();
    return "/"
        + (address instanceof Inet6Address ? "[" + digits + "]" : digits)
        + ":"
        + server.port();
  }
}
