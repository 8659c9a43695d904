package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.freshet.api.change.TableName;
import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.ServerAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinlogOptionsTest {

  private static Settings settings(String... namesAndValues) {
    Map<String, String> texts = new HashMap<>();
    texts.put("database.hostname", "db");
    texts.put("database.user", "u");
    texts.put("database.password", "hunter2");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      texts.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.of(BinlogOptions.ALL, texts);
  }

  @Test
  void theFactoryIsFound() {
    assertThat(ServiceLoader.load(SourceFactory.class))
        .anySatisfy(
            factory -> {
              assertThat(factory.type()).isEqualTo("binlog");
              assertThat(factory.options()).isSameAs(BinlogOptions.ALL);
            });
  }

  @Test
  void theServerIdIsDerivedFromTheNameAndStaysTheSame() {
    long shop = BinlogOptions.of("shop", settings(), table -> true).serverId();
    assertThat(shop).isEqualTo(BinlogOptions.derivedServerId("shop")).isEqualTo(1783583488L);
    assertThat(shop).isNotEqualTo(BinlogOptions.derivedServerId("shop2"));
    assertThat(BinlogOptions.of("shop", settings("database.server.id", "7"), t -> true).serverId())
        .isEqualTo(7);
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(BinlogOptions.of("shop", settings(), table -> true).toString())
        .contains("u@db:3306")
        .doesNotContain("hunter2");
  }

  @Test
  void theIncludeListNarrowsTheTransformersTables() {
    TableFilter mapped = TableFilter.of("shop\\..*");
    TableFilter tables =
        BinlogOptions.of("n", settings("table.include.list", "shop.a,other.b"), mapped).tables();
    assertThat(tables.matches(new TableName("shop", "a"))).isTrue();
    assertThat(tables.matches(new TableName("shop", "c"))).isFalse();
    assertThat(tables.matches(new TableName("other", "b"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "database.port | 70000 | is not between 1 and 65535",
        "database.ssl.mode | maybe | is not one of disabled, preferred, required, verify_ca, verify_identity",
        "time.zone | Mars | is not a time zone such as UTC, +02:00 or Europe/Berlin",
        "table.include.list | users | names no database: give it as database.table, or as a regular expression for that",
        "heartbeat.interval | 1ms | is less than 100ms",
        "database.hosts | a,b:0 | has \"b:0\", of which \"0\" is not a port: give each as host:port",
        "database.hosts | a:x,b | has \"a:x\", of which \"x\" is not a port: give each as host:port",
        "database.hosts | :3306 | has an element without a host: give each as host:port",
        "database.hosts | a,b:3306,a:3306 | has \"a:3306\" twice",
        "database.hosts | fe80::1:3306 | has \"fe80::1:3306\", an IPv6 address without brackets: give it as [address]:port",
        "database.server.id | 0 | is not between 1 and 4294967295"
      })
  void wrongValuesAreNamed(String name, String value, String problem) {
    ConfigOption option =
        BinlogOptions.ALL.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow();
    assertThat(option.problem(value)).isEqualTo(problem);
  }

  @Test
  void severalServersAreNamedInPlaceOfOne() {
    BinlogOptions options =
        BinlogOptions.of(
            "n",
            settings("database.hostname", "", "database.hosts", "a,b:3307, [fe80::1]:3308,[::1]"),
            table -> true);
    assertThat(options.servers())
        .extracting(ServerAccess::address)
        .containsExactly("a:3306", "b:3307", "[fe80::1]:3308", "[::1]:3306");
    assertThat(options.servers()).extracting(ServerAccess::user).containsOnly("u");
    assertThat(BinlogOptions.of("n", settings(), table -> true).servers())
        .extracting(ServerAccess::address)
        .containsExactly("db:3306");
  }

  @Test
  void oneServerAndSeveralDoNotGoTogetherAndOneOfThemIsNeeded() {
    assertThat(problems("database.hosts", "a,b"))
        .containsExactly(
            entry(
                "database.hosts",
                "stands beside database.hostname: name the servers in one of them, and take the"
                    + " other out"));
    assertThat(problems("database.hostname", "", "database.hosts", "a,b", "database.port", "3307"))
        .containsExactly(
            entry(
                "database.port",
                "says nothing beside database.hosts: give each of these as host:port"));
    assertThat(problems("database.hostname", ""))
        .containsExactly(
            entry(
                "database.hostname",
                "is missing: name the server there, or several in database.hosts"));
  }

  private static Map<String, String> problems(String... namesAndValues) {
    return catchThrowableOfType(
            InvalidSettingsException.class,
            () -> new BinlogSourceFactory().create("n", settings(namesAndValues), table -> true))
        .problems();
  }

  @Test
  void theLongestPauseIsNoShorterThanTheFirst() {
    Settings settings = settings("connect.backoff.min", "1m", "connect.backoff.max", "1s");
    assertThat(
            catchThrowableOfType(
                    InvalidSettingsException.class,
                    () -> new BinlogSourceFactory().create("n", settings, table -> true))
                .problems())
        .containsKey("connect.backoff.max");
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(350));
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    assertThat(backoff.nextMillis()).isBetween(100L, 200L);
    assertThat(backoff.nextMillis()).isBetween(175L, 350L);
    assertThat(backoff.nextMillis()).isBetween(175L, 350L);
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
  }
}
