package dev.freshet.demo;

import dev.freshet.testkit.Flavor;
import java.nio.file.Path;
import java.util.List;

/**
 * What the script {@code quickstart} tells the demonstration.
 *
 * @param checkout the folder that holds {@code bin/freshet} and {@code config}
 * @param folder an empty folder for everything that the demonstration writes; the script deletes it
 * @param flavor which database server to start
 * @param once whether to end after the show
 */
record DemoOptions(Path checkout, Path folder, Flavor flavor, boolean once) {

  /**
   * Reads {@code CHECKOUT FOLDER [--mariadb] [--once]}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static DemoOptions parse(String... arguments) {
    if (arguments.length < 2) {
      throw new IllegalArgumentException(
          "expected CHECKOUT FOLDER [--mariadb] [--once]: start it by the script quickstart");
    }
    Flavor flavor = Flavor.MYSQL;
    boolean once = false;
    for (String argument : List.of(arguments).subList(2, arguments.length)) {
      switch (argument) {
        case "--mariadb" -> flavor = Flavor.MARIADB;
        case "--once" -> once = true;
        default -> throw new IllegalArgumentException(argument + " is no option: see --help");
      }
    }
    return new DemoOptions(Path.of(arguments[0]), Path.of(arguments[1]), flavor, once);
  }
}
