package dev.freshet.daemon.command;

import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.assembly.Daemon;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.ConfigurationException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code freshet run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description =
        "Tails the source and keeps every pool up to date until SIGTERM or SIGINT; then drains, stores"
            + " its position and exits 0. SIGHUP makes it take over changed pools from the"
            + " configuration.",
    footer = {"", "Example: freshet run --config /etc/freshet/shop.properties"})
public final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
  private static final long LOOK_MILLIS = 200;

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean reloadAsked = new AtomicBoolean();
  private volatile int status = 1;
  private boolean starting = true;

  @Override
  public Integer call() throws Exception {
    Configuration loaded = configuration.load();
    Thread runner = Thread.currentThread();
    HangUp.onSignal(() -> reloadAsked.set(true));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner), "freshet-stop"));
    try {
      while (run(loaded)) {
        loaded = configuration.load();
      }
    } finally {
      ended.countDown();
    }
    return status;
  }

  /** Returns whether to begin anew. */
  private boolean run(Configuration loaded) throws Exception {
    try (Daemon daemon = new Daemon(loaded)) {
      if (!startUnlessStopped(daemon)) {
        return false;
      }
      Optional<SourceException> failure = awaitEnd(daemon);
      daemon.stop();
      if (failure.isPresent() && daemon.couldBeginAnew(failure.get())) {
        LOG.warn("{}; beginning anew, as position.lost=warm says", failure.get().getMessage());
        return beginStart();
      }
      failure.ifPresent(cause -> LOG.error("{}", cause.getMessage()));
      status = failure.isPresent() ? 1 : 0;
      LOG.info("Stopped");
      return false;
    }
  }

  /** From here on a signal interrupts. Returns false if one came before. */
  private synchronized boolean beginStart() {
    starting = stopAsked.getCount() > 0;
    if (!starting) {
      status = 0;
    }
    return starting;
  }

  /** A signal that comes while the source is being waited for interrupts the start. */
  private boolean startUnlessStopped(Daemon daemon) throws Exception {
    try {
      daemon.start();
    } catch (InterruptedException e) {
      if (stopAsked.getCount() > 0) {
        throw e;
      }
      status = 0;
      return false;
    } finally {
      endOfStart();
    }
    return true;
  }

  /** From here on a signal is waited for, and an interrupt would hit the stopping. */
  private synchronized void endOfStart() {
    starting = false;
    Thread.interrupted();
  }

  private Optional<SourceException> awaitEnd(Daemon daemon) throws InterruptedException {
    while (!stopAsked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      Optional<SourceException> failure = daemon.failure();
      if (failure.isPresent()) {
        return failure;
      }
      if (reloadAsked.compareAndSet(true, false)) {
        reload(daemon);
      }
    }
    return Optional.empty();
  }

  /** A configuration that cannot be used leaves everything as it is. */
  private void reload(Daemon daemon) {
    try {
      daemon.reload(configuration.load());
    } catch (ConfigurationException e) {
      LOG.error("Not reloaded, all goes on as before: {}", e.getMessage());
    } catch (SourceException | IOException e) {
      LOG.error("Not reloaded, all goes on as before; try again: {}", e.getMessage());
    }
  }

  /**
   * Runs as the JVM's shutdown hook. A JVM that a signal ends has a status of its own; after a
   * clean stop it is to be 0, so it is halted with the command's.
   */
  private void stop(Thread runner) {
    if (ended.getCount() == 0) {
      return;
    }
    askToStop(runner);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(status);
  }

  private synchronized void askToStop(Thread runner) {
    stopAsked.countDown();
    if (starting) {
      runner.interrupt();
    }
  }
}
