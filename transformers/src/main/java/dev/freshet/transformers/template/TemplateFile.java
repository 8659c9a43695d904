package dev.freshet.transformers.template;

import com.samskivert.mustache.MustacheException;
import dev.freshet.transformers.value.ValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a template, which is read again when it has changed. Whether it has is looked up at
 * most once a second, by its time and size. A new version that cannot be read or compiled is logged
 * once, and the one before it stays. Thread-safe.
 */
public final class TemplateFile {

  /** How long the file is taken for unchanged after it was looked at. */
  static final long UNCHECKED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(TemplateFile.class);

  /** What tells one version of the file from another. */
  private record Stamp(FileTime modified, long bytes) {}

  private final Path path;
  private final LongSupplier nanoTime;
  private PageTemplate template;
  private @Nullable Stamp stamp;
  private long checkedAt;

  private TemplateFile(
      Path path, LongSupplier nanoTime, @Nullable Stamp stamp, PageTemplate template) {
    this.path = path;
    this.nanoTime = nanoTime;
    this.stamp = stamp;
    this.template = template;
    this.checkedAt = nanoTime.getAsLong();
  }

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException if it cannot be read or is no template, in words that follow
   *     "KEY=VALUE "
   */
  public static TemplateFile open(Path path) {
    return open(path, System::nanoTime);
  }

  static TemplateFile open(Path path, LongSupplier nanoTime) {
    Stamp stamp = stampOf(path);
    return new TemplateFile(path, nanoTime, stamp, read(path));
  }

  /** Where the file is. */
  Path path() {
    return path;
  }

  /** The template that holds now. */
  synchronized PageTemplate current() {
    long now = nanoTime.getAsLong();
    if (now - checkedAt >= UNCHECKED_NANOS) {
      checkedAt = now;
      reloadIfChanged();
    }
    return template;
  }

  /**
   * The page that the template which holds now makes of {@code values}, objects as {@code
   * ColumnObject} gives them.
   *
   * @throws ValueException if it fails
   */
  public byte[] render(Map<String, ? extends @Nullable Object> values) {
    return render(current(), values);
  }

  /** The same with one of its versions. */
  byte[] render(PageTemplate version, Map<String, ? extends @Nullable Object> values) {
    try {
      Map<String, @Nullable Object> given = new HashMap<>();
      values.forEach((name, value) -> given.put(name, TemplateValue.of(value)));
      return version.render(given);
    } catch (MustacheException.Context e) {
      throw failed("it has nothing to put for %s in line %d".formatted(e.key, e.lineNo), e);
    } catch (RuntimeException e) {
      // Whose message may hold row data.
      throw failed(e.getClass().getSimpleName(), e);
    }
  }

  private ValueException failed(String why, RuntimeException cause) {
    return new ValueException("the template failed: " + why, "mend the template " + path, cause);
  }

  private void reloadIfChanged() {
    Stamp latest = stampOf(path);
    if (Objects.equals(latest, stamp)) {
      return;
    }
    // Taken before the file is read: what is written meanwhile is found the next time.
    stamp = latest;
    try {
      template = read(path);
      LOG.info("The template {} has changed and is used from now on.", path);
    } catch (IllegalArgumentException e) {
      LOG.error("The template {} {}; its last version stays in use.", path, e.getMessage());
    }
  }

  private static @Nullable Stamp stampOf(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size());
    } catch (IOException e) {
      // A file that is gone is a version of its own, of which reading will say more.
      return null;
    }
  }

  private static PageTemplate read(Path path) {
    String text;
    try {
      text = Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "is not there: give the path of a file, absolute or from the folder %s"
              .formatted(Path.of("").toAbsolutePath()),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot be read as UTF-8 text: " + e.getClass().getSimpleName(), e);
    }
    try {
      return PageTemplate.compile(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not a template: " + e.getMessage(), e);
    }
  }
}
