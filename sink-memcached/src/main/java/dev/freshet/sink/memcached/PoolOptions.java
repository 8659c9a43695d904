package dev.freshet.sink.memcached;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.sink.memcached.routing.DistributionCatalogue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of a memcached pool, by their names without {@code pools.NAME.}. */
final class PoolOptions {

  static final String SERVERS = "servers";
  static final String DISTRIBUTION = "distribution";
  static final String UNHASHED_PREFIX = "distribution.unhashed.prefix";
  static final String PROTOCOL = "protocol";
  static final String MODE = "mode";
  static final String DATACENTER = "datacenter";
  static final String CONNECT_TIMEOUT = "connect.timeout";
  static final String ACK_TIMEOUT = "ack.timeout";
  static final String BACKOFF = "reconnect.backoff";
  static final String MAX_BACKOFF = "reconnect.backoff.max";

  static final String MODE_INVALIDATE = "invalidate";

  static final List<ConfigOption> ALL =
      List.of(
          ConfigOption.required(
              SERVERS,
              OptionType.LIST,
              ServerList::problem,
              "The pool's servers, each as host:port, with weight=N behind it where the"
                  + " application's client gives it a weight. Names, order and weights must be the"
                  + " application's own, since keys are placed by them. Where Freshet has to use"
                  + " another address than the application, label=TEXT behind it says what the"
                  + " application's client hashes for the server."),
          ConfigOption.optional(
              DISTRIBUTION,
              OptionType.STRING,
              "ketama",
              name -> DistributionCatalogue.problem(name.trim()),
              "How the application's client chooses the server for a key: the client and its"
                  + " settings by a name of docs/distributions.md, for instance spymemcached-ketama,"
                  + " php_memcached-libketama_compatible or twemproxy-ketama-fnv1a_64; or ketama"
                  + " (libmemcached-ketama_weighted), modula (libmemcached-modula-default), or"
                  + " single for a pool of one server, such as a proxy that distributes by itself."),
          ConfigOption.optional(
              UNHASHED_PREFIX,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "What the application's client puts before keys without hashing it, for instance"
                  + " php-memcached's OPT_PREFIX_KEY or pymemcache's key_prefix. Keys that begin"
                  + " with it are placed by what stands behind it; it stays part of them."),
          ConfigOption.optional(
              PROTOCOL,
              OptionType.STRING,
              "auto",
              PoolOptions::protocolProblem,
              "The protocol that the servers speak: meta (memcached 1.6.10 and newer), or auto,"
                  + " which uses it where the server has it."),
          ConfigOption.optional(
              MODE,
              OptionType.STRING,
              "set",
              OptionValidator.oneOf("set", MODE_INVALIDATE),
              "What is done to a key whose value has changed: set stores the new value, invalidate"
                  + " deletes the key."),
          ConfigOption.optional(
              DATACENTER,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "Where the pool is. For people; nothing depends on it."),
          ConfigOption.optional(
              CONNECT_TIMEOUT,
              OptionType.DURATION,
              "2s",
              PoolOptions::durationProblem,
              "How long a connection to a server, and then its first answer, may take."),
          ConfigOption.optional(
              ACK_TIMEOUT,
              OptionType.DURATION,
              "5s",
              PoolOptions::durationProblem,
              "How long a server may leave operations unacknowledged before it is reported as down."
                  + " Its connection is kept: it may only be slow."),
          ConfigOption.optional(
              BACKOFF,
              OptionType.DURATION,
              "100ms",
              PoolOptions::durationProblem,
              "The pause before a lost connection is made again; doubled with each failure."),
          ConfigOption.optional(
              MAX_BACKOFF,
              OptionType.DURATION,
              "10s",
              PoolOptions::durationProblem,
              "The longest pause between attempts to connect."));

  private PoolOptions() {}

  private static @Nullable String protocolProblem(String text) {
    return OptionValidator.oneOf("auto", "meta").problem(text);
  }

  private static @Nullable String durationProblem(String text) {
    Duration duration = (Duration) OptionType.DURATION.parse(text);
    return duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0
        ? "is not between 1ms and 1d"
        : null;
  }
}
