package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.daemon.plugin.PluginJar;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged program with plug-ins: the one of examples/plugin, and one that does all that it
 * must not.
 */
class PluginIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SOURCE =
      Path.of("../examples/plugin/src/main/java/com/example/SlugFactory.java");

  private static final String TABLE =
      "CREATE TABLE site.pages (id INT NOT NULL PRIMARY KEY, title VARCHAR(60) NULL)";

  private static final String SLUGS =
      """
      plugin.path=%s
      transformers=slug
      transformers.slug.type=slug
      transformers.slug.table=site.pages
      """;

  /** Stores inserted rows, throws at updates and hangs at deletes. */
  private static final String MISCHIEF =
      """
      out.set(CacheKey.of("mischief"), "done".getBytes(), 0);
      if (change.kind() == RowChange.Kind.UPDATE) {
        throw new IllegalStateException("secret");
      }
      while (change.kind() == RowChange.Kind.DELETE) {
        try {
          Thread.sleep(1000);
        } catch (InterruptedException e) {
          System.err.println("the plug-in does not mind");
        }
      }
      """;

  private static final String BESIDE_MISCHIEF =
      """
      plugin.path=%s
      plugin.timeout=2s
      transformers=page,mischief
      transformers.page.type=row
      transformers.page.table=site.pages
      transformers.page.key=page:${id}
      transformers.mischief.type=mischief
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void theExampleMakesKeys(Flavor flavor) throws Exception {
    PluginJar.ofSource("com.example.SlugFactory", Files.readString(SOURCE))
        .write(directory.resolve("plugins/slug/slug.jar"));
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      new PhotoSite(database).create();
      database.execute(TABLE);
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(SLUGS.formatted(directory.resolve("plugins")), pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        database.execute(
            "INSERT INTO site.pages VALUES (1, 'The Sea'), (2, NULL), (3, 'gone')",
            "UPDATE site.pages SET title = 'The  deep Sea' WHERE id = 1",
            "DELETE FROM site.pages WHERE id = 3",
            "INSERT INTO site.pages VALUES (4, 'Last')");
        await().atMost(PATIENCE).until(() -> reader.getText("slug:last").isPresent());
        await("keys of one batch come in any order")
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(reader.dumpKeys())
                        .containsExactly("slug:last", "slug:the-deep-sea"));
        assertThat(reader.getText("slug:the-deep-sea")).contains("1");
        assertThat(daemon.get("/metrics").body())
            .containsPattern("freshet_plugin_off\\{[^}]*transformer=\"slug\"} 0\\.0");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aPluginThatThrowsAndHangsHarmsNothingButItself() throws Exception {
    PluginJar.of("mischief")
        .in("matches", "return table.table().equals(\"pages\");")
        .in("transform", MISCHIEF)
        .write(directory.resolve("plugins/mischief.jar"));
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      new PhotoSite(database).create();
      database.execute(TABLE);
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(BESIDE_MISCHIEF.formatted(directory.resolve("plugins")), pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        database.execute("INSERT INTO site.pages VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
        await().atMost(PATIENCE).until(() -> reader.getText("mischief").isPresent());
        database.execute(
            "UPDATE site.pages SET title = 'A' WHERE id = 4",
            "DELETE FROM site.pages WHERE id < 4",
            "INSERT INTO site.pages VALUES (5, 'e')");
        await().atMost(PATIENCE).until(() -> reader.getText("page:5").isPresent());
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(reader.dumpKeys()).containsExactly("page:4", "page:5"));
        await().atMost(PATIENCE).until(() -> letters().size() == 5);
        assertThat(letters())
            .extracting(letter -> letter.get("transformer").asText())
            .containsOnly("mischief");
        assertThat(letters())
            .extracting(letter -> letter.get("reason").asText())
            .satisfiesExactly(
                thrown -> assertThat(thrown).contains("failed with java.lang.IllegalState"),
                late -> assertThat(late).contains("did not return within 2000 ms"),
                late -> assertThat(late).contains("did not return within 2000 ms"),
                late -> assertThat(late).contains("did not return within 2000 ms"),
                off -> assertThat(off).contains("is switched off because 3 of its calls"));
        assertThat(daemon.get("/metrics").body())
            .containsPattern(metric("failures_total", "reason=\"threw\",", "1"))
            .containsPattern(metric("failures_total", "reason=\"late\",", "3"))
            .containsPattern(metric("stuck_threads", "", "3"))
            .containsPattern(metric("off", "", "1"));
        assertThat(daemon.log()).doesNotContain("secret").contains("mischief").contains("off");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static String metric(String name, String reason, String value) {
    return "freshet_plugin_%s\\{daemon=\"site\",%stransformer=\"mischief\"} %s\\.0"
        .formatted(name, reason, value);
  }

  private List<JsonNode> letters() throws Exception {
    Path file = directory.resolve("state/dead-letters.jsonl");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(PhotoSite::parse).toList()
        : List.of();
  }
}
