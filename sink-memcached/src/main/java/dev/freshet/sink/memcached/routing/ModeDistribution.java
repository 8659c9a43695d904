package dev.freshet.sink.memcached.routing;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mode over a pool's servers, whose addresses it asks for no sooner than it needs them. */
final class ModeDistribution implements Distribution {

  private static final HostNames NONE =
      new HostNames() {
        @Override
        public InetAddress address(String host) throws UnknownHostException {
          throw new UnknownHostException(host);
        }

        @Override
        public String name(InetAddress address) {
          return address.getHostAddress();
        }
      };

  private final Mode mode;
  private final List<ServerAddress> servers;
  private final HostNames names;
  private volatile @Nullable Placement placement;

  ModeDistribution(Mode mode, List<ServerAddress> servers, HostNames names) {
    this.mode = mode;
    this.servers = servers;
    this.names = names;
    placement = withoutAsking();
  }

  /** The placement of a mode that asks for no addresses; null if this one does. */
  private @Nullable Placement withoutAsking() {
    try {
      return mode.over(servers, NONE);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  @Override
  public int serverFor(byte[] key) {
    Placement known = placement;
    if (known == null) {
      try {
        known = prepared();
      } catch (UnknownHostException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return known.serverFor(key, 0, key.length);
  }

  @Override
  public boolean isReady() {
    return placement != null;
  }

  @Override
  public void prepare() throws UnknownHostException {
    prepared();
  }

  private synchronized Placement prepared() throws UnknownHostException {
    Placement known = placement;
    if (known == null) {
      known = mode.over(servers, new Explaining(names));
      placement = known;
    }
    return known;
  }

  /** Says what to do about a name that is not known. */
  private record Explaining(HostNames names) implements HostNames {

    @Override
    public InetAddress address(String host) throws UnknownHostException {
      try {
        return names.address(host);
      } catch (UnknownHostException e) {
        UnknownHostException explained =
            new UnknownHostException(
                host
                    + " has no address, but the distribution places keys by addresses; correct its"
                    + " name in servers, or the name service, or give the server the client's"
                    + " label=TEXT");
        explained.initCause(e);
        throw explained;
      }
    }

    @Override
    public String name(InetAddress address) {
      return names.name(address);
    }
  }
}
