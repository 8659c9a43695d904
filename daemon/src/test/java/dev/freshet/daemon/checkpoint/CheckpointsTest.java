package dev.freshet.daemon.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.SourcePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir Path directory;

  private record Place(int value) implements SourcePosition {
    static Place parse(String text) {
      if (!text.startsWith("n:")) {
        throw new IllegalArgumentException("'" + text + "' is not a number");
      }
      return new Place(Integer.parseInt(text.substring(2)));
    }

    @Override
    public String text() {
      return "n:" + value;
    }

    @Override
    public boolean covers(SourcePosition other) {
      return value >= ((Place) other).value;
    }

    @Override
    public long order() {
      return value;
    }

    @Override
    public Place ahead(long transactions) {
      return new Place(value + (int) transactions);
    }
  }

  private Checkpoints open() throws CheckpointException {
    return Checkpoints.open(directory, "shop", Place::parse);
  }

  @Test
  void anIntentSurvivesWithoutFlush() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.set("west", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east"), new Place(7));
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.marks("east")).contains(new PoolMarks(new Place(1), new Place(7)));
      assertThat(checkpoints.marks("west")).contains(PoolMarks.at(new Place(1)));
    }
  }

  @Test
  void aDoneMarkSurvivesAfterFlush() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east"), new Place(7));
      checkpoints.recordDone("east", new Place(5));
      checkpoints.flush();
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.marks("east")).contains(new PoolMarks(new Place(5), new Place(7)));
    }
  }

  @Test
  void doneBeyondTheIntentMovesTheIntentToo() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.recordDone("east", new Place(9));
      assertThat(checkpoints.marks("east")).contains(PoolMarks.at(new Place(9)));
    }
  }

  @Test
  void anIntentThatCouldNotBeStoredIsNotTakenForStoredTheNextTime() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      Path blocked = Files.createDirectories(directory.resolve("intents.tmp/full"));
      for (int attempt = 0; attempt < 3; attempt++) {
        assertThatThrownBy(() -> checkpoints.recordIntent(List.of("east"), new Place(7)))
            .isInstanceOf(IOException.class);
      }
      Files.delete(blocked);
      Files.delete(directory.resolve("intents.tmp"));
      checkpoints.recordIntent(List.of("east"), new Place(7));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(1), new Place(7)));
    }
  }

  @Test
  void intentsAreStoredBesideTheCheckpointFileUntilThatIsWritten() throws Exception {
    Path file = directory.resolve("checkpoint");
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      String written = Files.readString(file);
      for (int place = 2; place <= 9; place++) {
        checkpoints.recordIntent(List.of("east"), new Place(place));
        assertThat(file).hasContent(written);
        assertThat(Checkpoints.read(directory, "shop", Place::parse))
            .containsEntry("east", new PoolMarks(new Place(1), new Place(place)));
      }
      checkpoints.recordDone("east", new Place(8));
      checkpoints.flush();
      Files.delete(directory.resolve("intents"));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(8), new Place(9)));
    }
  }

  @Test
  void nothingIsTakenForStoredWhereTheDirectoryIsGoneAndANewOneIsUsed() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east"), new Place(2));
      Path away =
          Files.move(directory, directory.resolveSibling(directory.getFileName() + "-away"));
      checkpoints.recordDone("east", new Place(2));
      assertThatThrownBy(checkpoints::flush).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> checkpoints.recordIntent(List.of("east"), new Place(3)))
          .isInstanceOf(IOException.class);
      Files.createDirectory(directory);
      checkpoints.flush();
      checkpoints.recordIntent(List.of("east"), new Place(4));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(2), new Place(4)));
      assertThat(Checkpoints.read(away, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(1), new Place(2)));
    }
  }

  @Test
  void aDirectoryThatWasReplacedGetsTheIntentsToo() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east"), new Place(2));
      Files.delete(directory.resolve("intents"));
      checkpoints.recordDone("east", new Place(2));
      checkpoints.flush();
      checkpoints.recordIntent(List.of("east"), new Place(3));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(2), new Place(3)));
    }
  }

  @Test
  void intentsFromBeforeTheCheckpointFileDoNotCount() throws Exception {
    Path intents = directory.resolve("intents");
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east"), new Place(7));
      byte[] before = Files.readAllBytes(intents);
      checkpoints.set("east", PoolMarks.at(new Place(3)));
      Files.write(intents, before);
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.marks("east")).contains(PoolMarks.at(new Place(3)));
      checkpoints.recordIntent(List.of("east"), new Place(4));
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.marks("east")).contains(new PoolMarks(new Place(3), new Place(4)));
    }
  }

  @Test
  void whoHasMarksIsStoredBeforeTheNextIntent() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.copy("east", "east/b");
      checkpoints.recordIntent(List.of("east"), new Place(5));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", new PoolMarks(new Place(1), new Place(5)))
          .containsEntry("east/b", PoolMarks.at(new Place(1)));
      checkpoints.absorb("east", "east/b");
      checkpoints.recordIntent(List.of("east"), new Place(6));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsOnlyKeys("east")
          .containsEntry("east", new PoolMarks(new Place(1), new Place(6)));
    }
  }

  @Test
  void aTornFileIsAnErrorAtEveryLength() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
    }
    Path file = directory.resolve("checkpoint");
    String whole = Files.readString(file);
    for (int length = 0; length < whole.length(); length++) {
      Files.writeString(file, whole.substring(0, length));
      assertThatThrownBy(this::open)
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("The checkpoint file " + file + " is ")
          .hasMessageContaining("Restore the file from a backup, or move it away");
    }
  }

  @Test
  void aFlippedCharacterIsAnError() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
    }
    Path file = directory.resolve("checkpoint");
    Files.writeString(file, Files.readString(file).replace("n:1", "n:2"));
    assertThatThrownBy(this::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is damaged: its checksum does not fit");
  }

  @Test
  void theFileOfAnotherDaemonIsRefused() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
    }
    assertThatThrownBy(() -> Checkpoints.open(directory, "forum", Place::parse))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("belongs to the daemon 'shop', this one is 'forum'");
  }

  @Test
  void aPositionOfAnotherSourceIsRefused() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(1)));
    }
    assertThatThrownBy(
            () ->
                Checkpoints.open(
                    directory,
                    "shop",
                    text -> {
                      throw new IllegalArgumentException("'" + text + "' is no GTID set");
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(
            "a position that this source does not understand: 'n:1' is no GTID set");
  }

  @Test
  void aSecondDaemonInTheSameDirectoryIsRefused() throws Exception {
    try (Checkpoints first = open()) {
      assertThat(first.marks("east")).isEmpty();
      assertThatThrownBy(this::open)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("Another daemon uses the state directory " + directory);
    }
  }

  @Test
  void marksCanBeReadBesideARunningDaemon() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.set("east", PoolMarks.at(new Place(3)));
      assertThat(Checkpoints.read(directory, "shop", Place::parse))
          .containsEntry("east", PoolMarks.at(new Place(3)));
    }
  }

  @Test
  void aStateDirectoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("plain"), "");
    assertThatThrownBy(() -> Checkpoints.open(file, "shop", Place::parse))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("The state directory " + file + " cannot be used");
  }

  /** As if the kernel had been started anew since. */
  private void startMachineAnew() throws Exception {
    try (IntentFile intents = new IntentFile(directory.resolve("intents"))) {
      IntentFile.Stored last = intents.read();
      assertThat(last.boot()).isEqualTo(MachineLife.CURRENT).isNotEmpty();
      intents.write(
          new IntentFile.Stored(last.sequence(), last.intents(), "another life", last.claims()),
          true);
    }
  }

  private static Place claimed(Checkpoints checkpoints, String pool) {
    return (Place) Objects.requireNonNull(checkpoints.formerClaims().get(pool));
  }

  @Test
  void whatMayHaveBeenHandedOverIsClaimedUntilTheMachineHasEnded() throws Exception {
    try (Checkpoints checkpoints = open()) {
      checkpoints.claimAhead();
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      for (int place = 2; place <= 1000; place++) {
        checkpoints.recordIntent(List.of("east"), new Place(place));
      }
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.formerClaims()).as("the same life").isEmpty();
      assertThat(checkpoints.marks("east")).contains(new PoolMarks(new Place(1), new Place(1000)));
    }
    startMachineAnew();
    try (Checkpoints checkpoints = open()) {
      assertThat(claimed(checkpoints, "east").value()).isBetween(1000, 3000);
      checkpoints.widen("east", new Place(1200));
      checkpoints.flush();
    }
    try (Checkpoints checkpoints = open()) {
      assertThat(checkpoints.formerClaims()).as("settled").isEmpty();
      assertThat(checkpoints.marks("east")).contains(new PoolMarks(new Place(1), new Place(1200)));
    }
  }

  /** What was written without being forced may never come to the disk. */
  @Test
  void everyIntentIsCoveredByAClaimThatWasForced() throws Exception {
    int forced = 0;
    try (Checkpoints checkpoints = open()) {
      checkpoints.claimAhead();
      checkpoints.set("east", PoolMarks.at(new Place(1)));
      checkpoints.set("west", PoolMarks.at(new Place(1)));
      checkpoints.recordIntent(List.of("east", "west"), new Place(2));
      for (int place = 3; place <= 2000; place++) {
        String pool = place % 3 == 0 ? "west" : "east";
        List<IntentFile.Stored> before = halves();
        checkpoints.recordIntent(List.of(pool), new Place(place));
        List<IntentFile.Stored> after = halves();
        int written = before.get(0).equals(after.get(0)) ? 1 : 0;
        boolean isForced = !after.get(0).claims().equals(after.get(1).claims());
        forced += isForced ? 1 : 0;
        IntentFile.Stored sure = after.get(isForced ? written : 1 - written);
        assertThat(Place.parse(Objects.requireNonNull(sure.claims().get(pool))).value())
            .isGreaterThanOrEqualTo(place);
        if (place % 400 == 0) {
          checkpoints.recordDone(pool, new Place(place - 1));
          checkpoints.flush();
        }
      }
    }
    assertThat(forced).isBetween(5, 50);
  }

  private List<IntentFile.Stored> halves() throws IOException {
    String text = Files.readString(directory.resolve("intents"));
    int half = text.length() / 2;
    return List.of(
        IntentFile.parse(text.substring(0, half)), IntentFile.parse(text.substring(half)));
  }
}
