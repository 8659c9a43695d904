package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import org.jspecify.annotations.Nullable;

/** Decides once for each JVM where servers come from. */
final class ChosenProvider {
  private static @Nullable ServerProvider provider;

  /** Kept, since finding out once more would take minutes and end the same. */
  private static @Nullable String failure;

  private ChosenProvider() {}

  static synchronized ServerProvider get() {
    if (failure != null) {
      throw new ServerException(failure);
    }
    if (provider == null) {
      try {
        provider = choose(mode());
      } catch (ServerException e) {
        failure = e.getMessage();
        throw e;
      }
    }
    return provider;
  }

  private static String mode() {
    String property = System.getProperty("freshet.servers");
    String environment = System.getenv("FRESHET_SERVERS");
    if (property != null && !property.isEmpty() && !property.equals("auto")) {
      return property;
    }
    return environment == null || environment.isEmpty() ? "auto" : environment;
  }

  private static ServerProvider choose(String mode) {
    return switch (mode) {
      case "local" -> local();
      case "docker" -> {
        DockerEngine.require();
        yield new DockerServers();
      }
      case "auto" -> DockerEngine.objection().isEmpty() ? new DockerServers() : local();
      default ->
          throw new ServerException(
              "freshet.servers=" + mode + " is unknown: use auto, docker or local");
    };
  }

  private static ServerProvider local() {
    RunFolders.deleteAbandoned();
    return new LocalServers();
  }
}
