package dev.freshet.demo;

import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program behind {@code ./quickstart}: starts servers and a daemon, makes changes and shows
 * each arriving in both pools. Exit status 0: every change arrived; 1: one did not, or something
 * failed; 2: wrong usage.
 */
public final class Demo {

  private static final String READER_PASSWORD = "quickstart";

  private static final AtomicBoolean ENDING = new AtomicBoolean();

  private final DemoOptions options;
  private final Screen screen;

  private Demo(DemoOptions options, Screen screen) {
    this.options = options;
    this.screen = screen;
  }

  /** Runs the demonstration; the script {@code quickstart} knows the arguments. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    DemoOptions options;
    try {
      options = DemoOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("quickstart: " + e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ENDING.set(true), "freshet-demo-ending"));
    int status = 1;
    try {
      status = new Demo(options, new Screen(out)).run();
    } catch (DemoException | ServerException e) {
      explain(e.getMessage());
    } catch (SQLException e) {
      explain("the database refused a statement: " + e.getMessage());
    } catch (IOException e) {
      explain("the folder " + options.folder() + " cannot be used: " + e);
    } catch (InterruptedException e) {
      explain("interrupted");
    } catch (IllegalStateException e) {
      // what is begun while the JVM ends is refused
      if (!ENDING.get()) {
        throw e;
      }
    }
    System.exit(status);
  }

  /** Says why it fails, unless that is because a signal ends everything at this moment. */
  private static void explain(@Nullable String message) {
    if (!ENDING.get()) {
      System.err.println("quickstart: " + message);
    }
  }

  private int run() throws DemoException, SQLException, IOException, InterruptedException {
    screen.line("Starting %s and four memcached servers".formatted(options.flavor().displayName()));
    try (DemoServers servers = DemoServers.start(options.flavor())) {
      screen.line(
          "  %s %s on port %d, memcached %s: pool east on %s, pool west on %s"
              .formatted(
                  options.flavor().displayName(),
                  servers.database().version(),
                  servers.database().port(),
                  servers.east().get(0).version(),
                  Instructions.ports(servers.east()),
                  Instructions.ports(servers.west())));
      servers.database().execute(PhotoSite.setUp(READER_PASSWORD).toArray(String[]::new));
      int adminPort = FreePorts.next();
      Map<String, String> environment =
          DaemonEnvironment.of(
              servers, READER_PASSWORD, adminPort, options.folder().resolve("state"));
      FreshetProgram program = new FreshetProgram(options.checkout(), environment);
      Path log = options.folder().resolve("daemon.log");
      screen.line("Starting bin/freshet run --config config/quickstart.properties");
      RunningDaemon daemon = new RunningDaemon(program.run(log), log, adminPort);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    ENDING.set(true);
                    daemon.kill();
                  },
                  "freshet-demo-kill"));
      return show(servers, program, daemon, environment);
    }
  }

  private int show(
      DemoServers servers,
      FreshetProgram program,
      RunningDaemon daemon,
      Map<String, String> environment)
      throws DemoException, SQLException, IOException, InterruptedException {
    List<Arrival> missing = new ArrayList<>();
    try (CachePool east = CachePool.open("east", servers.east());
        CachePool west = CachePool.open("west", servers.west())) {
      Map<String, Map<String, String>> routes = program.route(keys());
      daemon.awaitReady();
      screen.line("  ready; status at " + daemon.address() + "/");
      Show show = new Show(servers.database(), List.of(east, west), routes);
      screen.headings();
      screen.line("");
      screen.line("What was in the database before (times since the daemon was ready)");
      collect(show.await(PhotoSite.afterSetUp()), missing);
      for (SiteChange change : PhotoSite.changes()) {
        List<Arrival> arrivals = show.play(change);
        screen.change(change, List.of());
        collect(arrivals, missing);
      }
      summary(missing);
      if (!options.once()) {
        Path variables = writeVariables(environment);
        Instructions.print(screen, servers, daemon, routes, variables, options);
        int status = daemon.awaitEnd();
        throw new DemoException(
            "the daemon ended with " + status + ". Its log:\n" + daemon.logTail());
      }
    }
    daemon.stop();
    return missing.isEmpty() ? 0 : 1;
  }

  private void collect(List<Arrival> arrivals, List<Arrival> missing) {
    screen.arrivals(arrivals);
    arrivals.stream().filter(arrival -> !arrival.hasArrived()).forEach(missing::add);
  }

  private void summary(List<Arrival> missing) {
    screen.line("");
    if (missing.isEmpty()) {
      screen.line("Every change arrived in both pools.");
      return;
    }
    for (Arrival arrival : missing) {
      screen.line(
          "NOT ARRIVED in pool %s: %s should be %s, but %s"
              .formatted(
                  arrival.pool(),
                  arrival.expectation().key(),
                  arrival.expectation().shown(),
                  arrival.note()));
    }
  }

  private static List<String> keys() {
    return Stream.concat(
            PhotoSite.afterSetUp().stream(),
            PhotoSite.changes().stream().flatMap(change -> change.expectations().stream()))
        .map(Expectation::key)
        .distinct()
        .toList();
  }

  /** A file for the shell, so that bin/freshet can be run by hand with the same configuration. */
  private Path writeVariables(Map<String, String> environment) throws IOException {
    return Files.writeString(
        options.folder().resolve("env"),
        environment.entrySet().stream()
            .map(variable -> "export %s='%s'%n".formatted(variable.getKey(), variable.getValue()))
            .collect(Collectors.joining()));
  }
}
