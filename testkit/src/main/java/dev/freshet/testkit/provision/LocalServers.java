package dev.freshet.testkit.provision;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Servers as processes of this machine. Thread-safe. */
final class LocalServers implements ServerProvider {
  private static final String LOOPBACK = "127.0.0.1";

  private final Map<Flavor, Program> databases = new ConcurrentHashMap<>();
  private final Map<MemcachedVersion, Program> memcacheds = new ConcurrentHashMap<>();

  /** Finds out nothing and starts nothing yet. */
  LocalServers() {}

  @Override
  public RunningServer database(Flavor flavor, List<String> options) {
    Program program = databases.computeIfAbsent(flavor, LocalPrograms::server);
    int port = FreePorts.next();
    Path folder = RunFolders.create();
    Path data = folder.resolve("data");
    DataDirectory.create(flavor, program, data);
    List<String> placed = new ArrayList<>(program.options());
    placed.addAll(
        List.of(
            "--datadir=" + data,
            // a MariaDB that starts deletes the temporary tables that it finds, another one's too
            "--tmpdir=" + Folders.create(folder.resolve("tmp")),
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + folder.resolve("socket"),
            "--pid-file=" + folder.resolve("pid")));
    placed.addAll(options);
    return LocalProcess.start(
        LOOPBACK, port, program.with(ServerOptions.running(flavor, port, placed)), folder);
  }

  @Override
  public RunningServer memcached(MemcachedVersion version, List<String> options) {
    Program program = memcacheds.computeIfAbsent(version, LocalPrograms::memcached);
    int port = FreePorts.next();
    List<String> arguments =
        new ArrayList<>(
            List.of("-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-u", "root"));
    arguments.addAll(options);
    return LocalProcess.start(LOOPBACK, port, program.with(arguments), RunFolders.create());
  }

  @Override
  public RemoteServer remoteMemcached(MemcachedVersion version, List<String> options) {
    Optional<String> objection = NetworkNamespace.objection();
    if (objection.isPresent()) {
      return ProxiedServer.inPlaceOfANamespace(objection.get(), memcached(version, options));
    }
    Program program = memcacheds.computeIfAbsent(version, LocalPrograms::memcached);
    return NamespacedServer.start(program, options);
  }
}
