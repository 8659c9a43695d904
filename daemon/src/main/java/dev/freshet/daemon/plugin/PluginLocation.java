package dev.freshet.daemon.plugin;

import java.nio.file.Path;
import java.util.List;

/**
 * Where one plug-in lies.
 *
 * @param place its folder, or its jar
 * @param jars all jars that belong to it
 */
record PluginLocation(Path place, List<Path> jars) {}
