package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownKeyTest {

  private final ConfigurationFixture fixture;

  UnknownKeyTest(@TempDir Path folder) {
    this.fixture = new ConfigurationFixture(folder);
  }

  @Test
  void aMistypedKeyOfTheDaemonGetsASuggestion() {
    assertThat(fixture.problemsWith("admin.lisen=127.0.0.1:1"))
        .containsExactly("admin.lisen: is not a known key; did you mean admin.listen?");
  }

  @Test
  void aMistypedKeyOfTheSourceGetsASuggestion() {
    assertThat(fixture.problemsWith("databse.port=3306"))
        .containsExactly("databse.port: is not a known key; did you mean database.port?");
  }

  @Test
  void aMistypedKeyOfATransformerGetsASuggestionOfItsOwnType() {
    assertThat(fixture.problemsWith("transformers.user.tttl=1h"))
        .containsExactly(
            "transformers.user.tttl: is not a known key; did you mean transformers.user.ttl?");
  }

  @Test
  void aMistypedKeyOfAPoolGetsASuggestion() {
    assertThat(fixture.problemsWith("pools.east.protocl=auto"))
        .containsExactly(
            "pools.east.protocl: is not a known key; did you mean pools.east.protocol?");
  }

  @Test
  void aMistypedPrefixGetsASuggestion() {
    assertThat(fixture.problemsWith("transformer.user.ttl=1h"))
        .containsExactly(
            "transformer.user.ttl: is not a known key; did you mean transformers.user.ttl?");
  }

  @Test
  void aKeyThatResemblesNoneGetsNoSuggestion() {
    assertThat(fixture.problemsWith("transformers.user.colour=red", "topic.prefix=x"))
        .containsExactly(
            "transformers.user.colour: is not a known key; config/REFERENCE.md has all keys",
            "topic.prefix: is not a known key; config/REFERENCE.md has all keys");
  }

  @Test
  void aNameThatIsNotListedIsToldOnce() {
    assertThat(fixture.problemsWith("transformers.photo.type=row", "transformers.photo.table=s.p"))
        .containsExactly(
            "transformers.photo.type: belongs to photo, which transformers does not list; add it:"
                + " transformers=user,photo");
  }

  @Test
  void aMistypedNameGetsASuggestion() {
    assertThat(fixture.problemsWith("pools.esat.protocol=auto", "transformers.users.ttl=1h"))
        .containsExactly(
            "pools.esat.protocol: belongs to esat, which pools does not list; did you mean east?",
            "transformers.users.ttl: belongs to users, which transformers does not list; did you"
                + " mean user?");
  }

  @Test
  void anUnknownTransformerTypeNamesTheKnownOnes() {
    assertThat(
            fixture.problemsAfter(
                "transformers.user.type=row",
                "transformers.user.type=query\ntransformers.user.query=SELECT 1"))
        .containsExactly("transformers.user.type=query: is not one of invalidate, row");
  }

  @Test
  void aMistypedTypeKeyGetsASuggestion() {
    assertThat(fixture.problemsAfter("transformers.user.type=row", "transformers.user.typ=row"))
        .containsExactly(
            "transformers.user.typ: is not a known key; did you mean transformers.user.type?",
            "transformers.user.type: is missing; add transformers.user.type=…: The kind of"
                + " transformer: invalidate, row.");
  }

  @Test
  void anUnknownConnectorNamesTheKnownOnesAndLeavesTheKeysOfItAlone() {
    assertThat(fixture.problemsWith("connector.class=oracle", "oracle.sid=x"))
        .containsExactly("connector.class=oracle: is not a known source; known: binlog");
  }

  @Test
  void aLongPrefixAloneMakesNoKeyNear() {
    assertThat(fixture.problemsWith("transformers.user.abc=1"))
        .containsExactly(
            "transformers.user.abc: is not a known key; config/REFERENCE.md has all keys");
  }
}
