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
  static final String CONNECTIONS = "connections";
  static final String MODE = "mode";
  static final String GUARD = "guard";
  static final String DATACENTER = "datacenter";
  static final String CONNECT_TIMEOUT = "connect.timeout";
  static final String ACK_TIMEOUT = "ack.timeout";
  static final String BACKOFF = "reconnect.backoff";
  static final String MAX_BACKOFF = "reconnect.backoff.max";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String SSL_MODE = "ssl.mode";
  static final String TRUSTSTORE = "ssl.truststore";
  static final String TRUSTSTORE_PASSWORD = "ssl.truststore.password";
  static final String STATS_INTERVAL = "stats.interval";

  static final String MODE_INVALIDATE = "invalidate";
  static final String GUARD_VERSION = "version";

  private static final int MOST_CONNECTIONS = 16;

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
              "The protocol that the servers speak: meta (memcached 1.6.10 and newer); text or binary"
                  + " for older servers and for other stores that speak memcached, without TLS and"
                  + " guard=version; or auto, which finds out for each server when it first answers,"
                  + " and prefers meta, then text."),
          ConfigOption.optional(
              CONNECTIONS,
              OptionType.INTEGER,
              "1",
              OptionValidator.between(1, MOST_CONNECTIONS),
              "How many connections to each server share what is sent to it; each key has its own,"
                  + " which keeps its order. One is as fast as the kernel's buffers and the distance"
                  + " let it be: more are for a pool that is far away."),
          ConfigOption.optional(
              MODE,
              OptionType.STRING,
              "set",
              OptionValidator.oneOf("set", MODE_INVALIDATE),
              "What is done to a key whose value has changed: set stores the new value, invalidate"
                  + " deletes the key."),
          ConfigOption.optional(
              GUARD,
              OptionType.STRING,
              "off",
              OptionValidator.oneOf("off", GUARD_VERSION),
              "Whether several daemons may write the pool: version has each item carry how new it"
                  + " is (its CAS value), and leaves alone what is newer; it costs further round"
                  + " trips and a small item for each deleted key. Needs memcached 1.6.27 or newer"
                  + " with CAS (without -C). All daemons that write the pool need the same setting."),
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
              "The longest pause between attempts to connect."),
          ConfigOption.optional(
              USERNAME,
              OptionType.STRING,
              "",
              AuthenticationText::nameProblem,
              "The name that the servers ask for: ASCII authentication (memcached -Y) with the"
                  + " protocols meta and text, SASL (memcached -S) with binary. Empty: none is"
                  + " given."),
          ConfigOption.optional(
              PASSWORD,
              OptionType.PASSWORD,
              "",
              AuthenticationText::problem,
              "The password for username. It is sent to a server only after that has asked for it;"
                  + " readable by everybody on the way unless ssl.mode says otherwise."),
          ConfigOption.optional(
              SSL_MODE,
              OptionType.STRING,
              "disabled",
              OptionValidator.oneOf("disabled", "required", "verify_ca", "verify_identity"),
              "Whether connections are encrypted (TLS, memcached -Z) and what is verified: nothing"
                  + " (required), the certificate (verify_ca), or also the host name in it, which is"
                  + " the one in servers (verify_identity)."),
          ConfigOption.optional(
              TRUSTSTORE,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "File with trusted certificates, JKS or PKCS12; read again for each connection. By"
                  + " default those that Java trusts."),
          ConfigOption.optional(
              TRUSTSTORE_PASSWORD,
              OptionType.PASSWORD,
              "",
              OptionValidator.ANY,
              "Password of the file with trusted certificates."),
          ConfigOption.optional(
              STATS_INTERVAL,
              OptionType.DURATION,
              "10s",
              text -> text.trim().equals("0") ? null : durationProblem(text),
              "How often each server is asked for its statistics, on a connection of its own that is"
                  + " closed again. Restarts are found by them. 0: never."));

  private PoolOptions() {}

  private static @Nullable String protocolProblem(String text) {
    return OptionValidator.oneOf("auto", "meta", "text", "binary").problem(text);
  }

  private static @Nullable String durationProblem(String text) {
    Duration duration = (Duration) OptionType.DURATION.parse(text);
    return duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0
        ? "is not between 1ms and 1d"
        : null;
  }
}
