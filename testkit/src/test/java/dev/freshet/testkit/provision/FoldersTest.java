package dev.freshet.testkit.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  @Test
  void aCopyHoldsAllAndIsIndependent(@TempDir Path folder) throws IOException {
    Path from = folder.resolve("from");
    Files.createDirectories(from.resolve("inner"));
    Files.writeString(from.resolve("inner/file"), "old");
    Path to = folder.resolve("to");
    Folders.copy(from, to);
    Files.writeString(from.resolve("inner/file"), "new");
    assertThat(to.resolve("inner/file")).hasContent("old");
  }

  @Test
  void deletingFollowsNoLinks(@TempDir Path folder) throws IOException {
    Path kept = Files.writeString(folder.resolve("kept"), "kept");
    Path doomed = Files.createDirectories(folder.resolve("doomed"));
    Files.createSymbolicLink(doomed.resolve("link"), kept);
    Folders.delete(doomed);
    Folders.delete(doomed);
    assertThat(doomed).doesNotExist();
    assertThat(kept).exists();
  }
}
