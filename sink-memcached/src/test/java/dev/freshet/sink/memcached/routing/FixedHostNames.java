package dev.freshet.sink.memcached.routing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** Names and addresses as they were where the golden tables were made; no others are known. */
record FixedHostNames(Map<String, InetAddress> addresses) implements HostNames {

  private static final InetAddress LOOPBACK = address(127, 0, 0, 1);

  /** Each server of the lists D and DW has an address of its own. */
  static final HostNames DISTINCT =
      new FixedHostNames(
          Map.of(
              "127.0.0.1", LOOPBACK,
              "cache-a.example", address(10, 77, 0, 11),
              "cache-b.example", address(10, 77, 0, 12),
              "cache-c.example", address(10, 77, 0, 13),
              "cache-d.example", address(10, 77, 0, 14)));

  /** All servers of the list DL are on one address. */
  static final HostNames LOCAL =
      new FixedHostNames(
          Map.of(
              "cache-a.example", LOOPBACK,
              "cache-b.example", LOOPBACK,
              "cache-c.example", LOOPBACK,
              "cache-d.example", LOOPBACK));

  private static InetAddress address(int... digits) {
    byte[] bytes = new byte[digits.length];
    for (int i = 0; i < digits.length; i++) {
      bytes[i] = (byte) digits[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public InetAddress address(String host) throws UnknownHostException {
    InetAddress address = addresses.get(host);
    if (address == null) {
      throw new UnknownHostException(host);
    }
    return address;
  }

  @Override
  public String name(InetAddress address) {
    return address.equals(LOOPBACK) ? "localhost" : address.getHostAddress();
  }
}
