package dev.freshet.daemon.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogConfiguratorTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream standardError = System.err;

  @BeforeEach
  void catchStandardError() {
    System.setErr(new PrintStream(written, true, UTF_8));
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void giveStandardErrorBack() {
    System.setErr(standardError);
    context.stop();
  }

  @Test
  void freshetIsHeardAndLibrariesOnlyWhenTheyWarn() {
    configure(Map.of());

    context.getLogger("dev.freshet.daemon.X").info("said {}", 1);
    context.getLogger("dev.freshet.daemon.X").debug("not said");
    context.getLogger("org.example.Library").info("not said");
    context.getLogger("org.example.Library").warn("warned");
    context.getLogger("io.debezium.X").error("not said");

    assertThat(written.toString(UTF_8))
        .matches(
            "(?s)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  X: said 1\\R"
                + "\\S+ WARN  Library: warned\\R");
  }

  @Test
  void theEnvironmentChoosesLevels() {
    configure(Map.of("FRESHET_LOG_LEVEL", "debug", "FRESHET_DEBEZIUM_LOG_LEVEL", "INFO"));

    assertThat(level("dev.freshet")).isEqualTo(Level.DEBUG);
    assertThat(level("io.debezium")).isEqualTo(Level.INFO);
    assertThat(written.size()).isZero();
  }

  @Test
  void aWordThatIsNoLevelIsTold() {
    configure(Map.of("FRESHET_LOG_LEVEL", "LOUD"));

    assertThat(level("dev.freshet")).isEqualTo(Level.INFO);
    assertThat(written.toString(UTF_8))
        .contains("FRESHET_LOG_LEVEL=LOUD names no level, so it is INFO; set it to ERROR");
  }

  private Level level(String logger) {
    return context.getLogger(logger).getEffectiveLevel();
  }

  private void configure(Map<String, String> environment) {
    assertThat(new LogConfigurator(environment).configure(context))
        .isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
  }
}
