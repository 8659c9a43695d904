package dev.freshet.sink.memcached.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerLabelTest {

  private static final HostNames NAMES =
      new HostNames() {
        @Override
        public InetAddress address(String host) throws UnknownHostException {
          return host.equals("cache") ? InetAddress.getByName("10.0.0.9") : digits(host);
        }

        private InetAddress digits(String host) throws UnknownHostException {
          return InetAddress.getByName(host);
        }

        @Override
        public String name(InetAddress address) {
          return address.isLoopbackAddress() ? "localhost" : address.getHostAddress();
        }
      };

  @ParameterizedTest
  @CsvSource({
    "HOST, cache:11211, cache",
    "HOST, cache:11212, cache:11212",
    "HOST_AND_PORT, cache:11211, cache:11211",
    "SLASH_HOST_AND_PORT, cache:11211, /cache:11211",
    "NAME_AND_ADDRESS, cache:11211, cache/10.0.0.9:11211",
    "NAME_AND_ADDRESS, 10.0.0.9:11211, 10.0.0.9:11211",
    "SLASH_NAME_AND_ADDRESS, cache:11211, cache/10.0.0.9:11211",
    "SLASH_NAME_AND_ADDRESS, 127.0.0.1:11211, /127.0.0.1:11211",
    "FOUND_NAME_AND_ADDRESS, cache:11211, cache/10.0.0.9:11211",
    "FOUND_NAME_AND_ADDRESS, 127.0.0.1:11211, localhost/127.0.0.1:11211",
    "FOUND_NAME_AND_ADDRESS, 10.0.0.9:11211, /10.0.0.9:11211",
    "FOUND_NAME_AND_ADDRESS, [::1]:11211, localhost/[0:0:0:0:0:0:0:1]:11211",
    "FOUND_NAME, 127.0.0.1:11211, localhost",
    "FOUND_NAME, 10.0.0.9:11212, 10.0.0.9:11212",
    "FOUND_NAME_AND_PORT, 127.0.0.1:11211, localhost:11211",
    "ADDRESS, cache:11211, 10.0.0.9",
    "ADDRESS, cache:11212, 10.0.0.9:11212"
  })
  void aServerIsCalledAsTheClientCallsIt(ServerLabel label, String server, String expected)
      throws UnknownHostException {
    assertThat(label.of(ServerAddress.parse(server), NAMES)).isEqualTo(expected);
  }
}
