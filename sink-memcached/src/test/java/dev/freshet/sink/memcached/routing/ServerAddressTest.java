package dev.freshet.sink.memcached.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerAddressTest {

  private static final String FORM =
      " is not host:port or host:port weight=N label=TEXT (an IPv6 address as [::1]:11211)";

  @Test
  void hostPortWeightAndLabelAreRead() {
    assertThat(ServerAddress.parse("cache-1:11211"))
        .isEqualTo(new ServerAddress("cache-1", 11_211, null, null));
    assertThat(ServerAddress.parse(" 10.0.0.2:11211   weight=20 "))
        .isEqualTo(new ServerAddress("10.0.0.2", 11_211, 20, null));
    assertThat(ServerAddress.parse("[::1]:1 weight=1 label=localhost/127.0.0.1:11211"))
        .isEqualTo(new ServerAddress("::1", 1, 1, "localhost/127.0.0.1:11211"));
    assertThat(ServerAddress.parse("a:1 label=b")).isEqualTo(new ServerAddress("a", 1, null, "b"));
  }

  @Test
  void theWeightIsOneWhereNoneIsGiven() {
    assertThat(ServerAddress.parse("a:1").weight()).isEqualTo(1);
    assertThat(ServerAddress.parse("a:1 weight=3").weight()).isEqualTo(3);
  }

  @Test
  void addressesInDigitsAreToldFromNames() {
    assertThat(ServerAddress.parse("10.0.0.2:1").isBareAddress()).isTrue();
    assertThat(ServerAddress.parse("[fe80::1]:1").isBareAddress()).isTrue();
    assertThat(ServerAddress.parse("10.0.0.example:1").isBareAddress()).isFalse();
    assertThat(ServerAddress.parse("localhost:1").isBareAddress()).isFalse();
  }

  @Test
  void itIsWrittenAsItWasRead() {
    assertThat(ServerAddress.parse("[::1]:1").hostAndPort()).isEqualTo("[::1]:1");
    assertThat(ServerAddress.parse("a:1 weight=2")).hasToString("a:1 weight=2");
    assertThat(ServerAddress.parse("a:1 weight=1")).hasToString("a:1");
    assertThat(ServerAddress.parse("a:1 weight=2 label=b")).hasToString("a:1 weight=2 label=b");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertProblem(
        "cache-1", "'cache-1' names no port: memcached's is usually 11211, as in cache-1:11211");
    assertProblem(
        "cache-1 weight=2",
        "'cache-1 weight=2' names no port: memcached's is usually 11211, as in cache-1:11211");
    assertProblem("a:b:1", "'a:b:1'" + FORM);
    assertProblem("::1:11211", "'::1:11211'" + FORM);
    assertProblem("a:0", "'a:0' has a port that is not between 1 and 65535");
    assertProblem("a:65536", "'a:65536' has a port that is not between 1 and 65535");
    assertProblem("a:1 weight=0", "'a:1 weight=0' has a weight that is not between 1 and 65535");
    assertProblem("a:1 wieght=2", "'a:1 wieght=2'" + FORM);
    assertProblem("a:1 label=", "'a:1 label='" + FORM);
  }

  private static void assertProblem(String text, String message) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
