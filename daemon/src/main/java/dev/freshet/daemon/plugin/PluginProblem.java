package dev.freshet.daemon.plugin;

import java.nio.file.Path;

/**
 * Why something in {@code plugin.path} cannot be used.
 *
 * @param place the folder or jar
 * @param cause what is wrong, in words that follow the place
 * @param remedy what to do about it
 */
public record PluginProblem(Path place, String cause, String remedy) {}
