package dev.freshet.testkit.provision;

import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedVersion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The names of the images that servers run from. Each can be replaced by a system property, for
 * instance {@code freshet.image.mysql}, or in the environment, {@code FRESHET_IMAGE_MYSQL}. An
 * image needs a shell and the server's programs on its search path, nothing else.
 */
final class DockerImages {
  private DockerImages() {}

  static String database(Flavor flavor) {
    return switch (flavor) {
      case MYSQL -> named("mysql", "mysql:9.7");
      case MARIADB -> named("mariadb", "mariadb:10.11");
    };
  }

  static String memcached(MemcachedVersion version) {
    return switch (version) {
      case NEWEST -> named("memcached", "memcached:1.6");
      case DEBIAN_12 -> named("memcached.debian12", "memcached:1.6.18");
    };
  }

  static List<String> all() {
    return Stream.concat(
            Stream.of(Flavor.values()).map(DockerImages::database),
            Stream.of(MemcachedVersion.values()).map(DockerImages::memcached))
        .distinct()
        .toList();
  }

  private static String named(String name, String ordinary) {
    String property = "freshet.image." + name;
    String value = System.getProperty(property);
    if (value == null || value.isEmpty()) {
      value = System.getenv(property.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    return value == null || value.isEmpty() ? ordinary : value;
  }
}
