package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.position.BinlogPosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers that stand for each other, which of them is asked now, and how far anybody has been shown
 * any of them: one that is not as far must not be asked next. Thread-safe.
 *
 * <p>Streams choose, by what they find on a server. Before the first has chosen, it is whichever
 * can be reached.
 */
public final class DatabaseHosts {

  private final List<ServerAccess> servers;
  private ServerAccess current;
  private boolean chosen;
  private @Nullable BinlogPosition shown;

  /**
   * @param servers at least one, in the order in which they are tried
   */
  public DatabaseHosts(List<ServerAccess> servers) {
    this.servers = List.copyOf(servers);
    this.current = servers.get(0);
  }

  /** Whether there is more than one. */
  public boolean areSeveral() {
    return servers.size() > 1;
  }

  /** Whether a stream has chosen one. */
  public synchronized boolean isChosen() {
    return chosen;
  }

  /** The one that is asked now. */
  public synchronized ServerAccess current() {
    return current;
  }

  /** Those that may be tried by others than streams: the current one, and others if none chose. */
  public synchronized List<ServerAccess> reachable() {
    return chosen ? List.of(current) : inOrder();
  }

  /** All, the current one first, and behind it those that follow it, over the end of the list. */
  public synchronized List<ServerAccess> inOrder() {
    int first = servers.indexOf(current);
    List<ServerAccess> order = new ArrayList<>(servers.subList(first, servers.size()));
    order.addAll(servers.subList(0, first));
    return order;
  }

  /** Has a server be asked from now on that can be reached, unless a stream has chosen one. */
  public synchronized void prefer(ServerAccess server) {
    if (!chosen) {
      current = server;
    }
  }

  /** Has the next one be asked, unless a stream has chosen one. */
  public synchronized void leave() {
    prefer(inOrder().get(areSeveral() ? 1 : 0));
  }

  /**
   * Has a stream's server be asked from now on.
   *
   * @param reached a place of which it has all before
   * @return false if more than that has been shown meanwhile, so that all stays as it was
   */
  public synchronized boolean choose(ServerAccess server, BinlogPosition reached) {
    if (areSeveral() && shown != null && !reached.covers(shown)) {
      return false;
    }
    current = server;
    chosen = true;
    shown = reached;
    return true;
  }

  /**
   * The place that has to be reached by a server that is to be chosen for one who is at another.
   */
  public synchronized BinlogPosition needed(BinlogPosition place) {
    return shown == null ? place : shown.joinedWith(place);
  }

  /**
   * Notes that somebody has been shown what lies before a place.
   *
   * @return the place that has to be reached by whoever is chosen from now on
   */
  public synchronized BinlogPosition show(BinlogPosition place) {
    shown = needed(place);
    return shown;
  }

  /**
   * Notes how far a server was behind its answer.
   *
   * @throws SourceException if it is not the current one any more: the answer is of no use
   */
  public synchronized BinlogPosition show(ServerAccess by, BinlogPosition place)
      throws SourceException {
    if (!by.address().equals(current.address())) {
      throw new SourceException(
          SourceException.Kind.UNREACHABLE,
          "database %s was left for %s before it answered"
              .formatted(by.address(), current.address()));
    }
    return show(place);
  }
}
