package dev.freshet.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * How long a proof takes, and where its figures go. The system property {@code
 * freshet.soak.minutes} makes it long; without it, it is as short as a test has to be.
 *
 * <p>Figures are printed, and appended to {@code target/soak/NAME.txt}. Thread-safe.
 */
public final class Soak {

  private final Path figures;
  private final Duration length;
  private final boolean isLong;

  private Soak(Path figures, Duration length, boolean isLong) {
    this.figures = figures;
    this.length = length;
    this.isLong = isLong;
  }

  /**
   * The proof of a name, which {@code ./soak} knows it by.
   *
   * @param shortForm how long it takes unless it was asked to be long
   */
  public static Soak named(String name, Duration shortForm) {
    Path folder = Path.of("target", "soak");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String minutes = System.getProperty("freshet.soak.minutes", "");
    return minutes.isEmpty()
        ? new Soak(folder.resolve(name + ".txt"), shortForm, false)
        : new Soak(
            folder.resolve(name + ".txt"), Duration.ofMinutes(Long.parseLong(minutes)), true);
  }

  /** Whether it is the long form. */
  public boolean isLong() {
    return isLong;
  }

  /** How long it takes, without start and end. */
  public Duration length() {
    return length;
  }

  /** Tells the figures to whoever runs it. */
  public synchronized void tell(String line) {
    System.out.println(line);
    try {
      Files.write(figures, List.of(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
