package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.Expectation.Gone;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PhotoSiteTest {

  @Test
  void eachChangeExpectsWhatWasNotSoBefore() {
    Map<String, Expectation> held = new HashMap<>();
    PhotoSite.afterSetUp().forEach(expectation -> held.put(expectation.key(), expectation));
    for (SiteChange change : PhotoSite.changes()) {
      change.cachedLists().forEach(list -> held.put(list, new Expectation.Holds(list, "[]")));
      for (Expectation expectation : change.expectations()) {
        Expectation before = held.getOrDefault(expectation.key(), new Gone(expectation.key()));
        assertThat(expectation.shown()).as(change.title()).isNotEqualTo(before.shown());
        held.put(expectation.key(), expectation);
      }
    }
  }

  @Test
  void aKeyThatIsThereIsNotGone() {
    Gone gone = new Gone("user:1");

    assertThat(gone.isMetBy(Optional.of(""))).isFalse();
    assertThat(gone.isMetBy(Optional.empty())).isTrue();
  }

  @Test
  void anotherValueIsNotTheExpectedOne() {
    Expectation.Holds holds = new Expectation.Holds("user:1", "{\"id\":1}");

    assertThat(holds.isMetBy(Optional.of("{\"id\":2}"))).isFalse();
    assertThat(holds.isMetBy(Optional.empty())).isFalse();
    assertThat(holds.isMetBy(Optional.of("{\"id\":1}"))).isTrue();
  }
}
