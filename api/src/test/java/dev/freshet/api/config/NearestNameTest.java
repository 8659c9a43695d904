package dev.freshet.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

  @Test
  void distanceCountsEditsAndSwappedNeighbours() {
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("same", "same")).isZero();
    assertThat(NearestName.distance("nmae", "name")).isEqualTo(1);
  }

  @Test
  void theNearestNameIsFoundWithoutRegardToCase() {
    assertThat(NearestName.to("KETMA", List.of("modula", "ketama", "single"))).contains("ketama");
  }

  @Test
  void whatIsNoMistypingHasNoNearestName() {
    assertThat(NearestName.to("whatever", List.of("modula", "ketama", "id"))).isEmpty();
  }
}
