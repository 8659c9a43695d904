package dev.freshet.daemon.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.daemon.checkpoint.IntentFile.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentFileTest {

  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("intents");
  }

  private static Stored stored(long sequence) {
    return new Stored(
        sequence,
        Map.of("east", "n:" + sequence, "west", "n:1"),
        "life",
        Map.of("east", "n:" + (sequence + 100)));
  }

  private Stored read() throws CheckpointException {
    return new IntentFile(path).read();
  }

  @Test
  void thereIsNothingBeforeTheFirstWrite() throws Exception {
    assertThat(read()).isEqualTo(IntentFile.NOTHING);
  }

  @Test
  void whatWasWrittenLastIsRead() throws Exception {
    try (IntentFile file = new IntentFile(path)) {
      for (int i = 1; i < 10; i++) {
        file.write(stored(i), true);
        assertThat(read()).isEqualTo(stored(i));
      }
    }
  }

  @Test
  void whatDoesNotFitGetsMoreRoom() throws Exception {
    try (IntentFile file = new IntentFile(path)) {
      for (int i = 1; i < 12; i++) {
        Stored large = new Stored(i, Map.of("east", "x".repeat(1 << (i + 4))), "", Map.of());
        file.write(large, true);
        assertThat(read()).isEqualTo(large);
      }
      long size = Files.size(path);
      file.write(stored(12), true);
      assertThat(path).hasSize(size);
      assertThat(read()).isEqualTo(stored(12));
    }
  }

  @Test
  void aTornWriteLeavesWhatWasThereBefore() throws Exception {
    byte[] before;
    byte[] after;
    try (IntentFile file = new IntentFile(path)) {
      file.write(stored(1), true);
      file.write(stored(2), true);
      file.write(stored(3), true);
      before = Files.readAllBytes(path);
      file.write(stored(40), true);
      after = Files.readAllBytes(path);
    }
    int first = 0;
    while (before[first] == after[first]) {
      first++;
    }
    int last = before.length - 1;
    while (before[last] == after[last]) {
      last--;
    }
    for (int torn = first + 1; torn <= last; torn++) {
      byte[] bytes = before.clone();
      System.arraycopy(after, first, bytes, first, torn - first);
      Files.write(path, bytes);
      assertThat(read()).isEqualTo(stored(3));
    }
    Files.write(path, after);
    assertThat(read()).isEqualTo(stored(40));
  }

  @Test
  void aFileThatSaysNothingIsAnError() throws IOException {
    Files.write(path, new byte[8192]);
    assertThatThrownBy(this::read)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("The file " + path + " is damaged")
        .hasMessageContaining("Move it away");
  }

  @Test
  void whatWasForcedIsLeftAloneUntilSomethingElseIs() throws Exception {
    try (IntentFile file = new IntentFile(path)) {
      file.write(stored(1), true);
      file.write(stored(2), true);
      for (int i = 3; i < 6; i++) {
        file.write(stored(i), false);
        assertThat(read()).isEqualTo(stored(i));
        assertThat(text()).as("its place").contains("sequence\t2\n");
      }
      file.write(stored(6), true);
      file.write(stored(7), false);
      assertThat(text()).contains("sequence\t6\n").contains("sequence\t7\n");
    }
  }

  private String text() throws IOException {
    return Files.readString(path);
  }
}
