package dev.freshet.daemon.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadOrderTest {

  @Test
  void whatIsNamedComesFirstAndTheRestBehind() {
    ReadOrder order = ReadOrder.parse(List.of("photo  DESC", "user"));
    assertThat(order.rank(Set.of("photo"))).isEqualTo(0);
    assertThat(order.rank(Set.of("user"))).isEqualTo(1);
    assertThat(order.rank(Set.of("other", "user", "photo"))).isEqualTo(0);
    assertThat(order.rank(Set.of("other"))).isEqualTo(2);
  }

  @Test
  void theFirstOfThoseThatShareATableSaysInWhichDirectionItIsRead() {
    ReadOrder order = ReadOrder.parse(List.of("photo desc", "user"));
    assertThat(order.isDescending(Set.of("photo", "user"))).isTrue();
    assertThat(order.isDescending(Set.of("user"))).isFalse();
    assertThat(order.isDescending(Set.of("other"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          photo down, user | has "photo down": give each as NAME, or as NAME desc
          photo, photo desc | names photo twice
          site.users | has "site.users": give each as NAME, or as NAME desc
          """)
  void whatIsNoOrderIsTold(String text, String problem) {
    assertThat(ReadOrder.problem(text)).isEqualTo(problem);
  }
}
