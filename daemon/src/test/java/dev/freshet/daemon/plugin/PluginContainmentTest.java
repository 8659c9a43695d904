package dev.freshet.daemon.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.metrics.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in that throws, hangs or does what it must not harms nothing but itself. */
class PluginContainmentTest {

  /** Ends only when it is interrupted. */
  private static final String SLEEP =
      """
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        return;
      }
      """;

  /** While it is set, {@link #HANG} does not end. */
  private static final String HANGING = "freshet.test.hanging";

  /** Does not end, whatever the daemon does. */
  private static final String HANG =
      """
      while (System.getProperty("%s") != null) {
        try {
          Thread.sleep(20);
        } catch (InterruptedException e) {
          // as a plug-in must not
        }
      }
      """
          .formatted(HANGING);

  private static final String KEYS =
      """
      out.set(CacheKey.of("a"), "1".getBytes(), 0);
      out.delete(CacheKey.of("b"));
      """;

  private final PluginFixture fixture;
  private final Metrics metrics = new Metrics("shop");
  private final List<Transformer> transformers = new ArrayList<>();

  PluginContainmentTest(@TempDir Path folder) {
    this.fixture = new PluginFixture(folder);
  }

  @AfterEach
  void close() {
    System.clearProperty(HANGING);
    Plugins.release(transformers);
    metrics.close();
    await().until(() -> PluginFixture.threads().isEmpty());
  }

  private Transformer transformer(PluginJar plugin) throws Exception {
    Transformer transformer = fixture.transformer(plugin);
    transformers.add(transformer);
    metrics.add(new PluginMeters(List.of(transformer)));
    return transformer;
  }

  private RowTransformer transforming(String java) throws Exception {
    return transformer(PluginJar.of("mine").in("transform", java)).bind(PluginFixture.USERS);
  }

  private List<String> metrics() {
    return metrics.get().lines().filter(line -> line.startsWith("freshet_plugin_")).toList();
  }

  @Test
  void whatItMakesIsHandedOver() throws Exception {
    RowTransformer bound =
        transforming(KEYS + "out.reject(CacheKey.of(\"c\"), \"of order \" + out.order());");

    assertThat(PluginFixture.made(bound))
        .containsExactly("set a 1", "delete b", "reject c of order 7");
    assertThat(metrics())
        .containsExactlyInAnyOrder(
            "freshet_plugin_failures_total"
                + "{daemon=\"shop\",reason=\"late\",transformer=\"mine\"} 0.0",
            "freshet_plugin_failures_total"
                + "{daemon=\"shop\",reason=\"threw\",transformer=\"mine\"} 0.0",
            "freshet_plugin_off{daemon=\"shop\",transformer=\"mine\"} 0.0",
            "freshet_plugin_stuck_threads{daemon=\"shop\",transformer=\"mine\"} 0.0");
  }

  @Test
  void whenItThrowsItsKeysAreRemovedAndTheChangeIsADeadLetterWithoutRowData() throws Exception {
    RowTransformer bound =
        transforming(KEYS + "throw new IllegalStateException(\"row data: secret\");");

    List<String> made = PluginFixture.made(bound);

    assertThat(made).hasSize(3).startsWith("delete a", "delete b");
    assertThat(made.get(2))
        .startsWith("reject null transformer mine of the plug-in ")
        .contains("failed with java.lang.IllegalStateException at ")
        .endsWith(
            ": the keys that it had named (2) are removed, others are not known and may be stale;"
                + " mend the plug-in")
        .doesNotContain("secret");
    assertThat(metrics())
        .contains(
            "freshet_plugin_failures_total"
                + "{daemon=\"shop\",reason=\"threw\",transformer=\"mine\"} 1.0");
  }

  @Test
  void whateverItThrowsIsCaught() throws Exception {
    RowTransformer bound =
        transforming(
            """
            throw new StackOverflowError() {
              @Override public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException();
              }
            };
            """);

    assertThat(PluginFixture.made(bound))
        .singleElement()
        .asString()
        .contains(", which does not tell more: the keys of this change are not known");
  }

  @Test
  void withoutMemoryThereIsNoGoingOn() throws Exception {
    RowTransformer bound = transforming("throw new OutOfMemoryError(\"made up\");");

    assertThatThrownBy(() -> PluginFixture.made(bound)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whenItIsSlowItIsInterruptedAndBoundAnew() throws Exception {
    fixture.shortenLimit();
    RowTransformer bound =
        transformer(
                PluginJar.of("mine")
                    .in("create", "int[] bindings = new int[1];")
                    .in("bind", "int number = ++bindings[0];")
                    .in(
                        "transform",
                        KEYS
                            + "if (number == 1) {"
                            + SLEEP
                            + "} out.delete(CacheKey.of(\"c\" + number));"))
            .bind(PluginFixture.USERS);

    assertThat(PluginFixture.made(bound))
        .hasSize(3)
        .startsWith("delete a", "delete b")
        .last()
        .asString()
        .contains("did not return within 2000 ms");
    assertThat(PluginFixture.made(bound)).containsExactly("set a 1", "delete b", "delete c2");
    assertThat(metrics())
        .contains(
            "freshet_plugin_failures_total"
                + "{daemon=\"shop\",reason=\"late\",transformer=\"mine\"} 1.0",
            "freshet_plugin_off{daemon=\"shop\",transformer=\"mine\"} 0.0");
    await().until(() -> PluginFixture.threads().size() == 1);
  }

  @Test
  void whenItHangsThriceItIsSwitchedOff() throws Exception {
    fixture.shortenLimit();
    Transformer transformer = transformer(PluginJar.of("mine").in("transform", HANG));
    RowTransformer bound = transformer.bind(PluginFixture.USERS);
    System.setProperty(HANGING, "");
    for (int i = 0; i < PluginCalls.MOST_ABANDONED; i++) {
      PluginFixture.made(bound);
    }

    long before = System.nanoTime();
    assertThat(PluginFixture.made(bound))
        .singleElement()
        .asString()
        .contains("is switched off because 3 of its calls did not return in time");
    assertThatThrownBy(() -> transformer.bind(PluginFixture.USERS))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("is not called any more");
    assertThat(System.nanoTime() - before).isLessThan(PluginFixture.SHORT_LIMIT.toNanos());
    assertThat(metrics())
        .contains(
            "freshet_plugin_off{daemon=\"shop\",transformer=\"mine\"} 1.0",
            "freshet_plugin_stuck_threads{daemon=\"shop\",transformer=\"mine\"} 3.0");
    assertThat(PluginFixture.threads()).hasSize(3).allMatch(Thread::isDaemon);

    System.clearProperty(HANGING);
    await().until(() -> PluginFixture.threads().isEmpty());
    assertThat(metrics())
        .contains("freshet_plugin_stuck_threads{daemon=\"shop\",transformer=\"mine\"} 0.0");
  }

  @Test
  void theCollectorIsOfNoUseOnceTheCallHasEnded() throws Exception {
    RowTransformer bound =
        transformer(
                PluginJar.of("mine")
                    .in("create", "OperationCollector[] kept = new OperationCollector[1];")
                    .in(
                        "transform",
                        """
                        if (kept[0] == null) {
                          kept[0] = out;
                          out.delete(CacheKey.of("first"));
                        } else {
                          kept[0].delete(CacheKey.of("late"));
                        }
                        """))
            .bind(PluginFixture.USERS);

    assertThat(PluginFixture.made(bound)).containsExactly("delete first");
    assertThat(PluginFixture.made(bound))
        .singleElement()
        .asString()
        .contains("failed with java.lang.IllegalStateException");
  }

  @Test
  void whatItDoesToItsArraysAfterwardsChangesNothing() throws Exception {
    RowTransformer bound =
        transforming(
            """
            byte[] key = {'a'};
            byte[] value = {'1'};
            out.set(CacheKey.of(key), value, 0);
            key[0] = '\\n';
            value[0] = '2';
            """);

    assertThat(PluginFixture.made(bound)).containsExactly("set a 1");
  }

  @Test
  void whatOneChangeMakesIsBounded() throws Exception {
    RowTransformer bound =
        transforming("while (true) { out.set(CacheKey.of(\"a\"), new byte[1 << 20], 0); }");

    List<String> made = PluginFixture.made(bound);

    assertThat(made).hasSize(2).startsWith("delete a");
    assertThat(made.get(1)).contains("failed with java.lang.IllegalStateException");
  }

  @Test
  void itsThreadsAreDaemonsAndEndWhenItIsReleased() throws Exception {
    RowTransformer bound = transforming(KEYS);
    PluginFixture.made(bound);

    assertThat(PluginFixture.threads()).hasSize(1).allMatch(Thread::isDaemon);
    Plugins.release(transformers);
    await().until(() -> PluginFixture.threads().isEmpty());

    assertThat(PluginFixture.made(bound)).as("a last call").containsExactly("set a 1", "delete b");
    await().until(() -> PluginFixture.threads().isEmpty());
  }

  @Test
  void itsCodeRunsWithItsOwnContextClassLoaderAndWithoutTheInterruptsOfBefore() throws Exception {
    RowTransformer bound =
        transforming(
            """
            boolean own = Thread.currentThread().getContextClassLoader()
                == Factory.class.getClassLoader();
            String told = own + " " + Thread.currentThread().isInterrupted();
            out.set(CacheKey.of("a"), told.getBytes(), 0);
            Thread.currentThread().interrupt();
            """);

    assertThat(PluginFixture.made(bound)).containsExactly("set a true false");
    assertThat(PluginFixture.made(bound)).containsExactly("set a true false");
  }

  @Test
  void anInterruptOfTheCallerIsKeptForTheCaller() throws Exception {
    RowTransformer bound = transforming(KEYS);

    Thread.currentThread().interrupt();
    List<String> made = PluginFixture.made(bound);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(made).containsExactly("set a 1", "delete b");
  }

  @Test
  void aTableOfWhichItDoesNotSayIsTakenToBeMapped() throws Exception {
    Transformer transformer =
        transformer(PluginJar.of("mine").in("matches", "throw new IllegalStateException();"));

    assertThat(transformer.tables().matches(PluginFixture.USERS.table())).isTrue();
  }

  @Test
  void whyItDoesNotBindIsTold() throws Exception {
    Transformer refuses =
        transformer(PluginJar.of("mine").in("bind", "if (true) throw new BindException(\"No.\");"));
    assertThatThrownBy(() -> refuses.bind(PluginFixture.USERS))
        .isInstanceOf(BindException.class)
        .hasMessage("No.");

    Transformer throwing =
        transformer(PluginJar.of("mine").in("bind", "if (true) throw new ArithmeticException();"));
    assertThatThrownBy(() -> throwing.bind(PluginFixture.USERS))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("failed with java.lang.ArithmeticException")
        .hasMessageEndingWith(
            "when it was to be bound to table shop.users; mend the plug-in and start Freshet"
                + " again.");
  }

  @Test
  void whyItIsNotCreatedIsTold() {
    assertThatThrownBy(
            () ->
                transformer(
                    PluginJar.of("mine")
                        .in(
                            "create",
                            "if (true) throw new InvalidSettingsException("
                                + "Map.of(\"size\", \"is odd\"));")))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            refusal -> assertThat(refusal.problems()).containsEntry("size", "is odd"));
    assertThatThrownBy(
            () -> transformer(PluginJar.of("mine").in("create", "if (true) throw new Error();")))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            refusal ->
                assertThat(refusal.problems().get("type"))
                    .contains("failed with java.lang.Error")
                    .endsWith("when it was to make this transformer; mend the plug-in"));
  }
}
