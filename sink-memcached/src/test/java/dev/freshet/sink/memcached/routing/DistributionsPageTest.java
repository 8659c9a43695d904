package dev.freshet.sink.memcached.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/distributions.md names what there is. */
class DistributionsPageTest {

  private static final String LAST_HEADING = "## All names";
  private static final Pattern NAME =
      Pattern.compile("`((?:\\w+memcached?|pylibmc|memjs|dalli|folsom|twemproxy)-[\\w-]+)`");
  private static String page = "";

  @BeforeAll
  static void read() throws IOException {
    page =
        Files.readString(
            Path.of(System.getProperty("basedir", "sink-memcached"))
                .toAbsolutePath()
                .resolveSibling("docs")
                .resolve("distributions.md"));
  }

  @Test
  void theListIsComplete() {
    String list = page.substring(page.indexOf(LAST_HEADING)).split("```", -1)[1];
    assertThat(Arrays.stream(list.split("\\s+", -1)).skip(1).filter(name -> !name.isEmpty()))
        .containsExactlyElementsOf(DistributionCatalogue.names());
  }

  @Test
  void everyNameInATableIsOne() {
    List<String> names =
        NAME.matcher(page).results().map((MatchResult result) -> result.group(1)).toList();
    assertThat(names).hasSizeGreaterThan(70);
    assertThat(names.stream().flatMap(DistributionsPageTest::withAnyHash))
        .isSubsetOf(DistributionCatalogue.names());
  }

  /** A name with H for a hash stands for at least one with a hash. */
  private static Stream<String> withAnyHash(String name) {
    Pattern anyHash = Pattern.compile(name.replaceAll("(?<=[-_])H(?=_|$)", "\\\\w+"));
    return Stream.concat(
            DistributionCatalogue.names().stream()
                .filter(known -> anyHash.matcher(known).matches()),
            Stream.of(name))
        .limit(1);
  }

  @Test
  void everyNameIsInATableOrHasOneWithAnyHash() {
    List<Pattern> written =
        NAME.matcher(page)
            .results()
            .map(result -> result.group(1).replaceAll("(?<=[-_])H(?=_|$)", "\\\\w+"))
            .map(Pattern::compile)
            .toList();
    assertThat(DistributionCatalogue.names())
        .filteredOn(name -> name.contains("-") && !name.endsWith("-hash_tag"))
        .allSatisfy(
            name -> assertThat(written).anyMatch(pattern -> pattern.matcher(name).matches()));
  }
}
