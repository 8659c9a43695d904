package dev.freshet.daemon.warm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.daemon.warm.PartProgress.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmProgressTest {

  private static final WarmRequest REQUEST = new WarmRequest(Set.of("east"), Set.of("user"), 0);
  private static final Map<String, String> SERVERS = Map.of("a:1", "run");

  @TempDir Path directory;

  private WarmProgress begun() {
    return WarmProgress.begin(directory, REQUEST, SERVERS);
  }

  private WarmProgress resumed() {
    return WarmProgress.resume(directory, REQUEST, SERVERS).orElseThrow();
  }

  @Test
  void eachRangeGoesOnWhereItWasInItsDirection() throws IOException {
    WarmProgress begun = begun();
    PartProgress table =
        begun.begin("site.users", PartProgress.Content.cut(true, List.of("10", "20")));
    table.set(1, new Place(7, "13", "10", false));
    table.set(2, table.place(2).ended());
    begun.store();
    PartProgress read = resumed().part("site.users").orElseThrow();
    assertThat(read.descending()).isTrue();
    assertThat(List.of(read.place(0), read.place(1), read.place(2)))
        .containsExactly(
            new Place(0, null, "20", false),
            new Place(7, "13", "10", false),
            new Place(0, null, null, true));
    assertThat(read.rows()).isEqualTo(7);
    assertThat(read.done()).isFalse();
    assertThat(resumed().part("site.photos")).isEmpty();
  }

  @Test
  void aTableThatIsDoneIsKeptWithoutItsRanges() throws IOException {
    WarmProgress begun = begun();
    PartProgress table = begun.begin("site.users", PartProgress.Content.cut(false, List.of("10")));
    table.set(0, new Place(5, null, "10", true));
    table.set(1, new Place(6, null, null, true));
    begun.store();
    PartProgress read = resumed().part("site.users").orElseThrow();
    assertThat(read.size()).isEqualTo(1);
    assertThat(read.rows()).isEqualTo(11);
    assertThat(read.done()).isTrue();
  }

  @Test
  void whatEarlierVersionsHaveKeptIsGoneOnWith() throws IOException {
    Files.writeString(
        directory.resolve("warm.json"),
        """
        {"pools":["east"],"transformers":["user"],"servers":{"a:1":"run"},
         "tables":{"site.users":{"rows":5000,"end":"abc,NQ==","done":false},
                   "site.photos":{"rows":9,"end":null,"done":true}}}
        """);
    WarmProgress read = resumed();
    PartProgress users = read.part("site.users").orElseThrow();
    assertThat(users.size()).isEqualTo(1);
    assertThat(users.descending()).isFalse();
    assertThat(users.place(0)).isEqualTo(new Place(5000, "abc,NQ==", null, false));
    assertThat(read.part("site.photos").orElseThrow().done()).isTrue();
  }

  @Test
  void aTableThatIsBegunAnewIsNotChangedByThoseWhoReadItBefore() {
    WarmProgress progress = begun();
    PartProgress before = progress.begin("site.users", PartProgress.Content.whole(false));
    assertThat(progress.isCurrent("site.users", before)).isTrue();
    assertThat(progress.forget("site.users", before)).isTrue();
    assertThat(progress.forget("site.users", before)).isFalse();
    PartProgress now = progress.begin("site.users", PartProgress.Content.whole(false));
    before.set(0, new Place(9, null, null, true));
    assertThat(now.done()).isFalse();
    assertThat(progress.isCurrent("site.users", before)).isFalse();
    assertThat(progress.forget("site.users", before)).isFalse();
  }
}
