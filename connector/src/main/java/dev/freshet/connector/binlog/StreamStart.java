package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.LostPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.DatabaseHosts;
import dev.freshet.connector.schema.HostTroubles;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerRun;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold whenever a stream begins to read over a new connection, and of several servers
 * the first of which it holds. Not thread-safe.
 *
 * <p>Of several, none is read from that lacks a transaction that anybody has been shown. One that
 * may still get it is tried again. One that will not ends the stream: it takes writes, replicates
 * from nobody and has transactions of its own, which is how a replica looks that was promoted
 * before it had all.
 */
public final class StreamStart {

  /** How long none of several servers has been fit before the word of one counts as the last. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * A server that can be read from.
   *
   * @param server where it is
   * @param facts what it is
   */
  public record Chosen(ServerAccess server, ServerFacts facts) {}

  private final DatabaseHosts hosts;
  private final long serverId;

  /** The life of the server that all since the last connection comes from. */
  private @Nullable ServerRun servedBy;

  /** Since when the position has been lost to a server whose word counts; null if it is not. */
  private @Nullable Long lostSinceNanos;

  /**
   * @param serverId the id that the stream uses as a replica
   */
  public StreamStart(DatabaseHosts hosts, long serverId) {
    this.hosts = hosts;
    this.serverId = serverId;
  }

  /**
   * Looks whether a server can be read from behind a position, and which mapped tables it has.
   * Blocks, for some seconds where a server does not list yet what it has sent.
   *
   * @param known a place up to which pools may have been given changes
   * @param knownTables is asked to look
   */
  public Chosen check(BinlogPosition position, BinlogPosition known, KnownTables knownTables)
      throws SourceException, InterruptedException {
    BinlogPosition own = position.joinedWith(known);
    BinlogPosition needed = hosts.areSeveral() ? hosts.needed(own) : own;
    HostTroubles troubles = new HostTroubles();
    boolean isFinal = false;
    for (ServerAccess server : hosts.inOrder()) {
      try (Connection jdbc = new DatabaseConnections(server).open()) {
        ServerFacts facts = facts(server, jdbc);
        facts = PublishedTransactions.await(needed, facts, jdbc);
        ServerRun run = ServerRun.read(facts, jdbc);
        if (run.isSameAs(servedBy) && !PublishedTransactions.covers(facts, needed)) {
          throw isAheadOfItself(server);
        }
        Fitness fitness = fitness(server, facts, jdbc, position, needed);
        if (fitness.trouble() == null) {
          knownTables.ask(jdbc);
          if (hosts.choose(server, needed)) {
            servedBy = run;
            lostSinceNanos = null;
            return new Chosen(server, facts);
          }
          throw isOvertaken(server);
        }
        isFinal |= fitness.isFinal();
        troubles.add(fitness.trouble());
      } catch (SQLException e) {
        troubles.add(ServerTrouble.of(e, server));
      } catch (SourceException e) {
        troubles.add(e);
      }
    }
    throw hosts.areSeveral() ? verdict(troubles, isFinal) : troubles.all();
  }

  /** What is to be done when none of several servers is fit. */
  private SourceException verdict(HostTroubles troubles, boolean isFinal) {
    SourceException all = troubles.all();
    if (!isFinal && all.kind() != Kind.POSITION_LOST) {
      lostSinceNanos = null;
      return all;
    }
    long now = System.nanoTime();
    if (lostSinceNanos == null) {
      lostSinceNanos = now;
    }
    return troubles.as(
        now - lostSinceNanos < PATIENCE_NANOS ? Kind.UNREACHABLE : Kind.POSITION_LOST);
  }

  /**
   * Looks whether a stream could begin behind a position now. Blocks, as {@link #check} does.
   *
   * @throws SourceException if it could not
   */
  void verify(BinlogPosition position) throws SourceException, InterruptedException {
    HostTroubles troubles = new HostTroubles();
    ServerAccess last = null;
    for (ServerAccess server : hosts.inOrder()) {
      try (Connection jdbc = new DatabaseConnections(server).open()) {
        ServerFacts facts = facts(server, jdbc);
        if (!hosts.areSeveral()) {
          facts = PublishedTransactions.await(position, facts, jdbc);
        }
        Fitness fitness = fitness(server, facts, jdbc, position, position);
        if (fitness.trouble() == null) {
          new StartCheck(server.address()).notPurged(position, jdbc);
          hosts.prefer(server);
          return;
        }
        last = fitness.isFinal() && last == null ? server : last;
        troubles.add(fitness.trouble());
      } catch (SQLException e) {
        troubles.add(ServerTrouble.of(e, server));
      } catch (SourceException e) {
        troubles.add(e);
      }
    }
    if (last == null) {
      throw troubles.all();
    }
    // where to go on if the position is given up
    hosts.prefer(last);
    throw troubles.as(Kind.POSITION_LOST);
  }

  private ServerFacts facts(ServerAccess server, Connection jdbc)
      throws SQLException, SourceException {
    return new StartCheck(server.address()).facts(jdbc, serverId, hosts.areSeveral());
  }

  /**
   * Whether a server can be read from.
   *
   * @param trouble why not; null if it can
   * @param isFinal whether the server is the one to follow now, so that no other will do
   */
  private record Fitness(@Nullable SourceException trouble, boolean isFinal) {}

  private Fitness fitness(
      ServerAccess server,
      ServerFacts facts,
      Connection jdbc,
      BinlogPosition position,
      BinlogPosition needed)
      throws SQLException {
    StartCheck check = new StartCheck(server.address());
    try {
      if (!hosts.areSeveral()) {
        check.position(position, facts, jdbc);
        check.position(needed, facts, jdbc);
        return new Fitness(null, false);
      }
      check.isOfAnyHost(position, facts);
      KnownTransactions has = KnownTransactions.read(facts, jdbc);
      String missing = has.missing(needed);
      if (!missing.isEmpty()) {
        boolean isFinal = has.hasOthers(needed) && ServerRole.isSource(facts, jdbc);
        return new Fitness(
            isFinal ? isElsewhere(server, missing) : isBehind(server, missing), isFinal);
      }
      check.position(position, facts, jdbc);
      check.notPurged(position, jdbc);
      return new Fitness(null, false);
    } catch (SourceException e) {
      return new Fitness(e, e.kind() == Kind.POSITION_LOST && ServerRole.isSource(facts, jdbc));
    }
  }

  private static SourceException isAheadOfItself(ServerAccess server) {
    return new SourceException(
        Kind.UNREACHABLE,
        "database "
            + server.address()
            + " has sent transactions that it has not committed yet, as it does while"
            + " semi-synchronous replication waits; see to its replicas if this lasts");
  }

  private static SourceException isBehind(ServerAccess server, String missing) {
    return new SourceException(
        Kind.UNREACHABLE,
        "database %s does not have transactions %s yet, which have been read already; it is tried again until it has them"
            .formatted(server.address(), missing));
  }

  private static SourceException isElsewhere(ServerAccess server, String missing) {
    return new SourceException(
        Kind.POSITION_LOST,
        ("database %s does not know transactions %s of the stored position, takes writes, replicates from nobody and has"
                + " transactions of its own: they were lost when it took over%s")
            .formatted(server.address(), missing, LostPosition.REMEDY));
  }

  private static SourceException isOvertaken(ServerAccess server) {
    return new SourceException(
        Kind.UNREACHABLE,
        "database %s may lack what another server has shown in the meantime; it is looked at again"
            .formatted(server.address()));
  }
}
