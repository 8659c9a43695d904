package dev.freshet.testkit.provision;

import com.sun.jna.Platform;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.ServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace (ip-netns(8)), which is as another machine: it is reached over a link that
 * this JVM forwards packet by packet, so that it can be as long and as lossy as a test wants. Other
 * than with tc-netem(8), which many kernels lack, Linux only has to know TUN devices.
 *
 * <p>Addresses are of 198.18.0.0/15, which RFC 2544 sets apart for tests of networks. The name
 * holds the JVM's process id, so that another JVM can tell which were left behind.
 *
 * <p>Thread-safe.
 */
final class NetworkNamespace implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("freshet-(\\d+)-\\d+\\b");
  private static final AtomicInteger MADE = new AtomicInteger();

  /** A block of four addresses for each port of the range that {@link FreePorts} gives. */
  private static final int ADDRESSES_EACH = 4;

  /** Initialised when it is first asked for, as classes are. */
  private static final class Permission {
    static final Optional<String> OBJECTION = lookForObjection();

    private Permission() {}
  }

  private final String name;
  private final int port;
  private final TunDevice here;
  private final TunDevice there;
  private final LinkDirection out;
  private final LinkDirection back;
  private final Thread cleanUp;

  private NetworkNamespace(String name, int port, TunDevice here, TunDevice there) {
    this.name = name;
    this.port = port;
    this.here = here;
    this.there = there;
    this.out = new LinkDirection(here, there);
    this.back = new LinkDirection(there, here);
    this.cleanUp = new Thread(() -> delete(name), "freshet-testkit-end-" + name);
  }

  /**
   * Why there can be none here; empty if there can. Installs iproute2 if that is all that is
   * missing, and deletes the namespaces of JVMs that are gone.
   */
  static Optional<String> objection() {
    return Permission.OBJECTION;
  }

  private static Optional<String> lookForObjection() {
    if (!Platform.isLinux() || !System.getProperty("user.name").equals("root")) {
      return Optional.of("only root of a Linux may make network namespaces");
    }
    try {
      if (InstalledPrograms.path("ip").isEmpty()) {
        DebianPackages.install("iproute2");
      }
      deleteAbandoned();
      create().close();
      return Optional.empty();
    } catch (ServerException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Makes one that is reached at once and loses nothing. */
  static NetworkNamespace create() {
    long process = ProcessHandle.current().pid();
    int number = MADE.incrementAndGet();
    String name = "freshet-" + process + "-" + number;
    // 15 characters at most: process ids have up to seven digits
    String device = "ft" + process + Integer.toString(number % 46_656, 36);
    int port = FreePorts.next();
    run("ip", "netns", "add", name);
    List<TunDevice> devices = new ArrayList<>();
    try {
      devices.add(TunDevice.create(device + "a"));
      devices.add(TunDevice.create(device + "b"));
      NetworkNamespace made = new NetworkNamespace(name, port, devices.get(0), devices.get(1));
      made.open();
      return made;
    } catch (RuntimeException e) {
      devices.forEach(TunDevice::close);
      delete(name);
      throw e;
    }
  }

  private void open() {
    run("ip", "link", "set", there.name(), "netns", name);
    run("ip", "-n", name, "link", "set", "lo", "up");
    run("ip", "addr", "add", address(1), "peer", address(2), "dev", here.name());
    run("ip", "-n", name, "addr", "add", address(2), "peer", address(1), "dev", there.name());
    // a long queue: a burst is to wait for this JVM, not to be lost
    run("ip", "link", "set", here.name(), "txqueuelen", "20000", "up");
    run("ip", "-n", name, "link", "set", there.name(), "txqueuelen", "20000", "up");
    out.start();
    back.start();
    Runtime.getRuntime().addShutdownHook(cleanUp);
  }

  /** The address of programs that run in it. */
  String host() {
    return address(2);
  }

  /** A port that is free in it. */
  int port() {
    return port;
  }

  /** The command that runs another one in it, as the same process. */
  List<String> enter(List<String> command) {
    List<String> whole = new ArrayList<>(List.of(program("ip").toString(), "netns", "exec", name));
    whole.addAll(command);
    return whole;
  }

  /** How long a packet takes, in each direction. */
  void delay(Duration oneWay) {
    out.delay(oneWay.toNanos());
    back.delay(oneWay.toNanos());
  }

  /** Which share of the packets is lost, from 0 to 1, in each direction. */
  void loss(double share) {
    out.loss(share);
    back.loss(share);
  }

  /** To be called once, when nothing runs in it any more. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(cleanUp);
    out.stop();
    back.stop();
    here.close();
    there.close();
    delete(name);
  }

  private String address(int ofBlock) {
    int offset = (port - FreePorts.LOWEST) * ADDRESSES_EACH + ofBlock;
    return "198.18." + (offset >> 8) + "." + (offset & 0xff);
  }

  private static void deleteAbandoned() {
    Command.run(List.of(program("ip").toString(), "netns", "list"))
        .lines()
        .map(line -> NAME.matcher(line))
        .filter(Matcher::lookingAt)
        .filter(matcher -> ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty())
        .forEach(matcher -> delete(matcher.group()));
  }

  private static void delete(String name) {
    run("ip", "netns", "del", name);
  }

  private static void run(String... command) {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.set(0, program(command[0]).toString());
    Command.run(whole);
  }

  private static Path program(String name) {
    return InstalledPrograms.path(name)
        .orElseThrow(() -> new ServerException("no program " + name + " found: install iproute2"));
  }
}
