package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/freshet} with an archive of classes. */
class LauncherIT {

  private static final Path LAUNCHER = Path.of("../bin/freshet").toAbsolutePath().normalize();

  /** Has the JVM tell where each class comes from. */
  private static final String TELL_CLASSES = "-Xlog:class+load:stdout";

  private static final String FROM_ARCHIVE =
      "dev.freshet.daemon.Freshet source: shared objects file (top)";

  @TempDir private Path folder;
  private Path archive;

  @BeforeEach
  void name() {
    archive = folder.resolve("classes.jsa");
  }

  private record Outcome(int status, String out, String err) {}

  private Outcome freshet(String options, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder
        .environment()
        .putAll(Map.of("FRESHET_CLASS_ARCHIVE", archive.toString(), "FRESHET_OPTS", options));
    int status = builder.start().waitFor();
    return new Outcome(status, text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }

  @Test
  void startsUseTheArchiveThatWasWritten() throws Exception {
    Outcome written = freshet("", "archive-classes");
    assertThat(written.status()).as(written.err()).isZero();
    assertThat(written.out()).startsWith("classes=");
    assertThat(written.err()).isEmpty();
    assertThat(archive).exists();
    assertThat(folder.resolve("classes.jsa.new")).doesNotExist();

    Outcome told = freshet(TELL_CLASSES, "--version");
    assertThat(told.status()).isZero();
    assertThat(told.out()).contains(FROM_ARCHIVE);

    Outcome otherCollector = freshet("-XX:+UseSerialGC", "--version");
    assertThat(otherCollector.status()).as(otherCollector.err()).isZero();
  }

  @Test
  void anArchiveThatIsOfNoUseIsPassedOver() throws Exception {
    Outcome without = freshet("", "--version");
    Files.writeString(archive, "no archive");
    assertThat(freshet("", "--version")).isEqualTo(without);
    assertThat(without.status()).isZero();
    assertThat(without.out()).isNotEmpty();
  }

  @Test
  void anArchiveThatCannotBeWrittenIsToldOf() throws Exception {
    archive = folder.resolve("missing/classes.jsa");
    Outcome outcome = freshet("", "archive-classes");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("cannot be written", "FRESHET_CLASS_ARCHIVE");
  }
}
