package dev.freshet.sink.memcached.routing;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Asks for addresses and names. Thread-safe; methods block. */
public interface HostNames {

  /** Asks the system, as the clients on the JVM do. */
  HostNames SYSTEM =
      new HostNames() {
        @Override
        public InetAddress address(String host) throws UnknownHostException {
          return InetAddress.getByName(host);
        }

        @Override
        public String name(InetAddress address) {
          return address.getHostName();
        }
      };

  /**
   * The first address of {@code host}; of an address in digits that address itself.
   *
   * @throws UnknownHostException if it has none
   */
  InetAddress address(String host) throws UnknownHostException;

  /** The name of {@code address}, or its digits where it has none. */
  String name(InetAddress address);
}
