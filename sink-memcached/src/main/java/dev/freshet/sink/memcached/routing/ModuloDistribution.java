package dev.freshet.sink.memcached.routing;

/** The key's hash modulo the number of servers. Weights do not count, as in libmemcached. */
final class ModuloDistribution implements Distribution {

  private final KeyHash hash;
  private final int servers;

  ModuloDistribution(KeyHash hash, int servers) {
    this.hash = hash;
    this.servers = servers;
  }

  @Override
  public int serverFor(byte[] key) {
    return Integer.remainderUnsigned(hash.hash(key), servers);
  }
}
