package dev.freshet.connector.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemberListTest {

  @Test
  void membersAreReadWithTheirQuotes() {
    assertThat(MemberList.parse("enum('a','it''s','','(x,y)')"))
        .containsExactly("a", "it's", "", "(x,y)");
    assertThat(MemberList.parse("set('ü')")).containsExactly("ü");
  }
}
