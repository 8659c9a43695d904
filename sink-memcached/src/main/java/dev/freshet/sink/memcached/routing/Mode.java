package dev.freshet.sink.memcached.routing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The way in which a client with certain settings places keys.
 *
 * @param label what it hashes of a server, unless the server is given another label
 */
record Mode(Algorithm algorithm, ServerLabel label) {

  /** This mode where the client puts {@code prefix} before keys without hashing it. */
  Mode behindPrefix(String prefix) {
    byte[] bytes = prefix.getBytes(UTF_8);
    return new Mode(servers -> algorithm.over(servers).behindPrefix(bytes), label);
  }

  /** This mode over {@code servers}. Asks {@code names} for what the labels need. */
  Placement over(List<ServerAddress> servers, HostNames names) throws UnknownHostException {
    List<LabelledServer> labelled = new ArrayList<>();
    for (ServerAddress server : servers) {
      String given = server.givenLabel();
      labelled.add(
          new LabelledServer(
              given == null ? label.of(server, names) : given,
              server.weight(),
              server.givenWeight() != null));
    }
    return algorithm.over(labelled);
  }
}
