package dev.freshet.transformers.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFileTest {

  @TempDir Path directory;

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 10);
  private Path path = Path.of("");
  private long version;

  @BeforeEach
  void writeTheFirstVersion() throws Exception {
    path = directory.resolve("page.html");
    write("one {{x}}");
  }

  @Test
  void aNewVersionIsUsedAfterASecond() throws Exception {
    TemplateFile file = TemplateFile.open(path, nanoTime::get);
    assertThat(page(file)).isEqualTo("one 1");
    write("two {{x}}");
    nanoTime.addAndGet(TemplateFile.UNCHECKED_NANOS - 1);
    assertThat(page(file)).isEqualTo("one 1");
    nanoTime.addAndGet(1);
    assertThat(page(file)).isEqualTo("two 1");
  }

  @Test
  void aFileThatIsTheSameIsNotReadAgain() {
    TemplateFile file = TemplateFile.open(path, nanoTime::get);
    PageTemplate first = file.current();
    nanoTime.addAndGet(TemplateFile.UNCHECKED_NANOS);
    assertThat(file.current()).isSameAs(first);
  }

  @Test
  void aBrokenVersionKeepsTheOneBeforeItUntilItIsMended() throws Exception {
    TemplateFile file = TemplateFile.open(path, nanoTime::get);
    write("broken {{#x}}");
    nanoTime.addAndGet(TemplateFile.UNCHECKED_NANOS);
    assertThat(page(file)).isEqualTo("one 1");
    Files.delete(path);
    nanoTime.addAndGet(TemplateFile.UNCHECKED_NANOS);
    assertThat(page(file)).isEqualTo("one 1");
    write("mended {{x}}");
    nanoTime.addAndGet(TemplateFile.UNCHECKED_NANOS);
    assertThat(page(file)).isEqualTo("mended 1");
  }

  private static String page(TemplateFile file) {
    return new String(file.current().render(Map.of("x", 1L)), UTF_8);
  }

  /** Writes a version with a time of its own, whatever the file system's clock is. */
  private void write(String text) throws Exception {
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000 * ++version));
  }
}
