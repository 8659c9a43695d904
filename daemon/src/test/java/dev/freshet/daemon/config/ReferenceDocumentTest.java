package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferenceDocumentTest {

  private static final String WRITE = "freshet.reference.write";
  private static final Path PAGE = ProjectFiles.configuration().resolve("REFERENCE.md");

  @Test
  void thePageIsWhatTheOptionsSay() throws Exception {
    String page = ReferenceDocument.markdown(ComponentFactories.load());
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as(
            "config/REFERENCE.md is stale: write it anew with mvn -pl daemon -am test"
                + " -Dtest=ReferenceDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
            WRITE)
        .isEqualTo(page);
  }

  @Test
  void eachOptionHasItsWholeKeyTypeDefaultAndMeaning() {
    assertThat(ReferenceDocument.markdown(FakeComponents.factories()))
        .contains("| `name` | string | **required** | What this daemon is called")
        .contains("| `database.port` | integer | `3306` | Its port. |")
        .contains("| `transformers.NAME.type` | string | **required** | The kind of transformer:")
        .contains("| `transformers.NAME.ttl.jitter` | percent | `0` | The jitter \\| spread. |")
        .contains("| `pools.NAME.servers` | list | **required** | The servers. |")
        .contains("| `admin.token` | password |  | What a client has to send");
  }
}
