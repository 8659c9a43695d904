package dev.freshet.daemon.plugin;

import dev.freshet.api.spi.SourceFactory;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Classes that come with Freshet, but not on its class path: in a folder beside its own jars, with
 * their libraries, as a plug-in has them. They are only opened if they are asked for.
 */
public final class ShippedPlugin {

  private ShippedPlugin() {}

  /**
   * What a folder holds; empty if there is no such folder, as where classes do not come from jars.
   *
   * @param folder its name
   */
  public static Optional<PluginClasses> in(String folder) {
    return libraries()
        .map(libraries -> libraries.resolve(folder))
        .filter(Files::isDirectory)
        .flatMap(ShippedPlugin::load);
  }

  private static Optional<PluginClasses> load(Path folder) {
    List<PluginLocation> jars = PluginPath.locations(List.of(folder), problem -> {});
    List<Path> all = jars.stream().flatMap(location -> location.jars().stream()).toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    URLClassLoader loader =
        new URLClassLoader(
            String.valueOf(folder.getFileName()),
            PluginLoading.urls(all),
            new SharedClasses(ShippedPlugin.class.getClassLoader()));
    return Optional.of(new PluginClasses(folder, loader, Duration.ZERO));
  }

  /** The folder of Freshet's own jars. */
  private static Optional<Path> libraries() {
    CodeSource source = SourceFactory.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(Path.of(source.getLocation().toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of a jar is no address", e);
    }
  }
}
