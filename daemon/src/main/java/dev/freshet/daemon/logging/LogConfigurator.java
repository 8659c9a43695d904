package dev.freshet.daemon.logging;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;

/**
 * Says what is logged, and how: to standard error. Logback finds it as a service. It is code, since
 * every start would wait for XML to be read. Whoever gives Logback a file of their own ({@code
 * -Dlogback.configurationFile}, or {@code logback.xml} on the class path) has that instead.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0}: %msg%n";

  private final Map<String, String> environment;

  /** For Logback. */
  public LogConfigurator() {
    this(System.getenv());
  }

  LogConfigurator(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (hasFile()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    // Libraries tell of each connection, or of each option that they were given.
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(standardError(context));
    // A reference that cannot be resolved is told as a problem of the configuration.
    context.getLogger("org.apache.kafka.common.config.provider").setLevel(Level.OFF);
    // What becomes of a connection is told by the pool, with its remedy.
    context.getLogger("net.rubyeye.xmemcached").setLevel(Level.OFF);
    context.getLogger("com.google.code.yanf4j").setLevel(Level.OFF);
    choose(context, "dev.freshet", "FRESHET_LOG_LEVEL", Level.INFO);
    // What becomes of a connector is told by the source. What Debezium itself says may hold row
    // data.
    choose(context, "io.debezium", "FRESHET_DEBEZIUM_LOG_LEVEL", Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean hasFile() {
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
        || LogConfigurator.class.getClassLoader().getResource(ClassicConstants.AUTOCONFIG_FILE)
            != null;
  }

  private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("standard-error");
    appender.setTarget(ConsoleTarget.SystemErr.getName());
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  /** Sets the level that a variable of the environment names, and says so if it names none. */
  private void choose(LoggerContext context, String logger, String variable, Level usual) {
    String given = environment.getOrDefault(variable, "");
    Level level = Level.toLevel(given, null);
    context.getLogger(logger).setLevel(level == null ? usual : level);
    if (level == null && !given.isEmpty()) {
      context
          .getLogger(LogConfigurator.class)
          .warn(
              "{}={} names no level, so it is {}; set it to ERROR, WARN, INFO, DEBUG or TRACE, or"
                  + " to OFF",
              variable,
              given,
              usual);
    }
  }
}
