package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {

  private final Path folder;
  private final ConfigurationFixture fixture;

  ConfigurationLoaderTest(@TempDir Path folder) {
    this.folder = folder;
    this.fixture = new ConfigurationFixture(folder);
  }

  @Test
  void defaultsHoldWhereNothingIsGiven() throws Exception {
    DaemonSettings daemon = fixture.load(ConfigurationFixture.GOOD).daemon();

    assertThat(daemon.name()).isEqualTo("shop");
    assertThat(daemon.stateDirectory()).isEqualTo(Path.of("/var/lib/freshet/shop"));
    assertThat(daemon.startFrom()).isEqualTo(StartFrom.LATEST);
    assertThat(daemon.adminListen()).contains(new ListenAddress("127.0.0.1", 8577));
    assertThat(daemon.adminToken()).isEmpty();
    assertThat(daemon.readyMaxLag()).isEqualTo(Duration.ofSeconds(30));
    assertThat(daemon.startTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(daemon.shutdownTimeout()).isEqualTo(Duration.ofSeconds(8));
    assertThat(daemon.queueBytes()).isEqualTo(8 << 20);
    assertThat(daemon.batchMaxBytes()).isEqualTo(1 << 20);
    assertThat(daemon.poolQueueBytes()).isEqualTo(64 << 20);
  }

  @Test
  void givenValuesReplaceDefaults() throws Exception {
    DaemonSettings daemon =
        fixture
            .load(
                ConfigurationFixture.GOOD
                    + """
                    state.dir=/srv/state
                    start.from=earliest
                    warm.on.start=never
                    admin.listen=
                    ready.max.lag=2m
                    queue.bytes=1m
                    """)
            .daemon();

    assertThat(daemon.stateDirectory()).isEqualTo(Path.of("/srv/state"));
    assertThat(daemon.startFrom()).isEqualTo(StartFrom.EARLIEST);
    assertThat(daemon.adminListen()).isEmpty();
    assertThat(daemon.readyMaxLag()).isEqualTo(Duration.ofMinutes(2));
    assertThat(daemon.queueBytes()).isEqualTo(1 << 20);
  }

  @Test
  void aTransformerIsForThePoolsThatItNames() throws Exception {
    Configuration forAll = fixture.load(ConfigurationFixture.GOOD);
    assertThat(forAll.withheldFrom("east")).isEmpty();

    Configuration forSome =
        fixture.load(
            ConfigurationFixture.GOOD
                + """
                transformers.user.pools=east
                """);
    assertThat(forSome.withheldFrom("east")).isEmpty();
    assertThat(forSome.withheldFrom("west")).containsExactly("user");
    assertThat(
            fixture.problems(
                ConfigurationFixture.GOOD
                    + """
                    transformers.user.pools=esat
                    """))
        .containsExactly(
            "transformers.user.pools=esat: names the pool esat, which pools does not list; did you"
                + " mean east?");
  }

  @Test
  void componentsGetTheirOwnSettings() throws Exception {
    Configuration configuration = fixture.load(ConfigurationFixture.GOOD);

    assertThat(configuration.source().settings().string("database.password"))
        .isEqualTo("swordfish");
    assertThat(configuration.transformers()).hasSize(1);
    var user = configuration.transformers().get(0);
    assertThat(user.name()).isEqualTo("user");
    assertThat(user.factory().type()).isEqualTo("row");
    assertThat(user.settings().string("key")).isEqualTo("user:${id}");
    assertThat(configuration.pools()).hasSize(1);
    assertThat(configuration.pools().get(0).settings().list("servers"))
        .containsExactly("10.0.0.1:11211", "10.0.0.2:11211 weight=2");
  }

  @Test
  void componentsAreCreatedFromTheirSettings() throws Exception {
    Configuration configuration = fixture.load(ConfigurationFixture.GOOD);

    assertThat(configuration.source().create(table -> true).check()).isEmpty();
    assertThat(configuration.transformers().get(0).create().tables()).isNotNull();
    try (var pool = configuration.pools().get(0).create()) {
      assertThat(pool.health()).isEmpty();
    }
  }

  @Test
  void blanksAroundValuesAreDropped() throws Exception {
    assertThat(fixture.load(ConfigurationFixture.GOOD + "state.dir=  /srv/x \t\n").daemon())
        .extracting(DaemonSettings::stateDirectory)
        .isEqualTo(Path.of("/srv/x"));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws Exception {
    assertThat(fixture.load("\uFEFF" + ConfigurationFixture.GOOD).daemon().name())
        .isEqualTo("shop");
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    assertThat(
            fixture.problems(
                """
                nmae=shop
                database.port=70000
                transformers=user
                transformers.user.type=row
                transformers.user.key=user:${id}
                transformers.user.ttl=1 hour
                pools=east
                pools.east.protocol=binary
                """))
        .containsExactly(
            "nmae: is not a known key; did you mean name?",
            "database.port=70000: is not between 1 and 65535",
            "transformers.user.ttl=1 hour: is not a duration such as 500ms, 30s, 10m, 2h or 7d",
            "pools.east.protocol=binary: is not one of auto, meta",
            "name: is missing; add name=…: What this daemon is called: letters, digits, '.', '_'"
                + " and '-'. Metrics, the status and the default of database.server.id and"
                + " state.dir are made from it.",
            "transformers.user.table: is missing; add transformers.user.table=…: The table.",
            "database.hostname: is missing; add database.hostname=…: The server.",
            "pools.east.servers: is missing; add pools.east.servers=…: The servers.");
  }

  @Test
  void theExceptionNamesTheFileAndHasALineForEachProblem() {
    Path file = folder.resolve("freshet.properties");
    assertThatThrownBy(() -> fixture.load(ConfigurationFixture.GOOD + "a=1\nb=2\n"))
        .hasMessage(
            "2 problems in "
                + file
                + ":\n  a: is not a known key; config/REFERENCE.md has all keys\n"
                + "  b: is not a known key; config/REFERENCE.md has all keys");
  }

  @Test
  void aKeyGivenTwiceIsAProblem() {
    assertThat(fixture.problemsWith("start.from=latest", "start.from=earliest"))
        .containsExactly("start.from: is given more than once; keep one of them");
  }

  @Test
  void settingsThatDoNotGoTogetherAreAProblem() {
    assertThat(
            fixture.problemsAfter(
                "database.hostname=127.0.0.1", "database.hostname=a,b\ndatabase.port=3307"))
        .containsExactly("database.port=3307: goes with one host only, not with several");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.properties");
    assertThatThrownBy(() -> loader().load(file))
        .hasMessageEndingWith(
            file + ": there is no such file; give the path of a configuration file");
  }

  @Test
  void aFolderIsNoFile() {
    assertThatThrownBy(() -> loader().load(folder))
        .hasMessageEndingWith(folder + ": is a folder; give the path of a configuration file");
  }

  @Test
  void textThatIsNotUtf8IsAProblem() throws Exception {
    Path file = folder.resolve("latin1.properties");
    Files.write(file, "name=Käse".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> loader().load(file))
        .hasMessageEndingWith(file + ": is not UTF-8 text; save it as UTF-8");
  }

  @Test
  void aHalfEscapeIsAProblem() throws Exception {
    Path file = folder.resolve("escape.properties");
    Files.writeString(file, "state.dir=C:\\users\\x");
    assertThatThrownBy(() -> loader().load(file))
        .hasMessageEndingWith(
            file
                + ": holds a \\u that four hexadecimal digits do not follow; write a backslash as"
                + " two: \\\\");
  }

  private static ConfigurationLoader loader() {
    return new ConfigurationLoader(FakeComponents.factories(), Map.of());
  }
}
