package dev.freshet.connector.query;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import dev.freshet.connector.schema.HostAddress;
import dev.freshet.connector.schema.ServerAccess;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the database is asked.
 *
 * @param servers whom to ask, the first that can be reached; empty: the server of the binlog
 * @param parallelism how many connections there are at most
 * @param timeout how long a query, or the waiting for a change to be visible, may take
 * @param zone the time zone that TIMESTAMP values are shown in
 */
public record QueryOptions(
    List<ServerAccess> servers, int parallelism, Duration timeout, ZoneId zone) {

  private static final String HOSTS = "query.hosts";
  private static final String CONNECTIONS = "query.connections";
  private static final String TIMEOUT = "query.timeout";
  private static final int MOST_CONNECTIONS = 64;

  /** The options. */
  public static final List<ConfigOption> ALL =
      List.of(
          ConfigOption.optional(
              HOSTS,
              OptionType.LIST,
              "",
              HostAddress::problem,
              "The servers that transformers of type query ask, each as host:port: replicas, for"
                  + " instance, in the order in which they are tried. They are logged in to like"
                  + " the server of the binlog, which is asked itself where none are given. An"
                  + " answer is only used if the server surely had the change that the question"
                  + " is about."),
          ConfigOption.optional(
              CONNECTIONS,
              OptionType.INTEGER,
              "4",
              OptionValidator.between(1, MOST_CONNECTIONS),
              "How many connections for queries there are at most."),
          ConfigOption.optional(
              TIMEOUT,
              OptionType.DURATION,
              "5s",
              QueryOptions::timeoutProblem,
              "How long a query may take, and how long is waited until the asked server has a"
                  + " change. After that the keys in question are removed instead."));

  /**
   * What settings with {@link #ALL} say.
   *
   * @param source the server of the binlog
   */
  public static QueryOptions of(Settings settings, ServerAccess source, ZoneId zone) {
    return new QueryOptions(
        settings.list(HOSTS).stream()
            .map(HostAddress::parse)
            .map(host -> source.at(host.host(), host.port()))
            .toList(),
        (int) settings.integer(CONNECTIONS),
        settings.duration(TIMEOUT),
        zone);
  }

  private static @Nullable String timeoutProblem(String text) {
    return ((Duration) OptionType.DURATION.parse(text)).toMillis() >= 1
        ? null
        : "is less than 1ms, in which no query ends";
  }
}
