package dev.freshet.testkit.provision;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A server in a container, its port published on the same port of the loopback address. */
final class DockerContainer implements RunningServer {
  private static final int TAIL_LINES = 30;
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  private final int port;
  private final GenericContainer<?> container;
  private final DockerClient client;
  private final String id;

  private DockerContainer(int port, GenericContainer<?> container, DockerClient client) {
    this.port = port;
    this.container = container;
    this.client = client;
    this.id = container.getContainerId();
  }

  /**
   * Starts it.
   *
   * @param port where the command makes it listen
   * @param command takes the place of the image's entry point
   */
  static DockerContainer start(
      String image, int port, List<String> command, Map<String, String> environment) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withEnv(environment)
            .withExposedPorts(port)
            .withCreateContainerCmdModifier(
                create ->
                    create
                        .withEntrypoint(command.get(0))
                        .withCmd(command.subList(1, command.size())))
            .waitingFor(new NoWait());
    container.setPortBindings(List.of("127.0.0.1:" + port + ":" + port));
    container.start();
    return new DockerContainer(port, container, DockerClientFactory.instance().client());
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public boolean isRunning() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  @Override
  public String logTail() {
    List<String> lines = container.getLogs().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  @Override
  public void kill() {
    if (isRunning()) {
      client.killContainerCmd(id).exec();
      awaitEnd();
    }
  }

  @Override
  public void restart() {
    if (isRunning()) {
      resume();
      client.stopContainerCmd(id).withTimeout((int) STOP_LIMIT.toSeconds()).exec();
      awaitEnd();
    }
    client.startContainerCmd(id).exec();
  }

  @Override
  public void overwrite(String file, long offset, byte value) {
    String command =
        "printf '\\%03o' | dd of='%s' bs=1 seek=%d conv=notrunc"
            .formatted(value & 0xff, file, offset);
    try {
      Container.ExecResult result = container.execInContainer("sh", "-c", command);
      if (result.getExitCode() != 0) {
        throw new ServerException(file + " cannot be overwritten: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new ServerException(file + " cannot be overwritten", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(file + " was not overwritten: interrupted", e);
    }
  }

  @Override
  public void pause() {
    client.pauseContainerCmd(id).exec();
  }

  @Override
  public void resume() {
    if (Boolean.TRUE.equals(state().getPaused())) {
      client.unpauseContainerCmd(id).exec();
    }
  }

  @Override
  public void close() {
    container.stop();
  }

  private ContainerState state() {
    return client.inspectContainerCmd(id).exec().getState();
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
    while (isRunning()) {
      if (System.nanoTime() > deadline) {
        throw new ServerException("container " + id + " did not end:\n" + logTail());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Leaves the waiting to those who know how to ask the server. */
  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}
