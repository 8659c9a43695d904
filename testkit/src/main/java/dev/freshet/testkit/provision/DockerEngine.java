package dev.freshet.testkit.provision;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.freshet.testkit.ServerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** Finds out whether a Docker engine of this machine can run the servers. */
final class DockerEngine {
  private static final Path USUAL_SOCKET = Path.of("/var/run/docker.sock");

  private DockerEngine() {}

  /** Why the engine cannot be used; empty if it can. Pulls images that are not there. */
  static Optional<String> objection() {
    if (System.getenv("DOCKER_HOST") == null && !Files.exists(USUAL_SOCKET)) {
      return Optional.of("there is no " + USUAL_SOCKET + " and DOCKER_HOST is not set");
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return Optional.of("no Docker engine answers");
    }
    return DockerImages.all().stream().flatMap(name -> imageObjection(name).stream()).findFirst();
  }

  /**
   * Does nothing if the engine can be used.
   *
   * @throws ServerException if not
   */
  static void require() {
    objection()
        .ifPresent(
            reason -> {
              throw new ServerException(
                  "freshet.servers=docker, but "
                      + reason
                      + ": start an engine, name other images (freshet.image.*), or use"
                      + " -Dfreshet.servers=local");
            });
  }

  /** One attempt to pull, so that a machine without a registry learns it at once. */
  private static Optional<String> imageObjection(String name) {
    DockerClient client = DockerClientFactory.instance().client();
    DockerImageName image = DockerImageName.parse(name);
    try {
      client.inspectImageCmd(image.asCanonicalNameString()).exec();
      return Optional.empty();
    } catch (NotFoundException e) {
      Notice.print("pulling the Docker image " + name);
    }
    try {
      client
          .pullImageCmd(image.getUnversionedPart())
          .withTag(image.getVersionPart())
          .start()
          .awaitCompletion();
      return Optional.empty();
    } catch (DockerException | DockerClientException e) {
      return Optional.of("the image " + name + " cannot be pulled (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("pulling the image " + name + " was interrupted");
    }
  }
}
