package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  private final Path folder;
  private final ConfigurationFixture fixture;

  SecretsTest(@TempDir Path folder) {
    this.folder = folder;
    this.fixture = new ConfigurationFixture(folder);
  }

  @Test
  void aPasswordIsHiddenEvenIfItsValidatorTellsIt() {
    assertThat(
            fixture.problemsAfter(
                "database.password=${env:PASSWORD}", "database.password=blue whale"))
        .containsExactly(
            "database.password=[hidden]: is not valid, and more cannot be said without showing"
                + " what is hidden");
  }

  @Test
  void aTokenIsHidden() {
    assertThat(fixture.problemsWith("admin.token=blauer Wal!"))
        .containsExactly(
            "admin.token=[hidden]: has characters that a bearer token cannot have: use letters,"
                + " digits and ._~+/-");
  }

  @Test
  void theValueOfAMistypedPasswordIsNotShown() {
    assertThat(fixture.problemsWith("database.pasword=swordfish"))
        .containsExactly("database.pasword: is not a known key; did you mean database.password?");
  }

  @Test
  void aValueFromTheEnvironmentIsShownAsItsReference() {
    assertThat(fixture.problemsWith("transformers.user.ttl=${env:WRONG_TTL}"))
        .containsExactly(
            "transformers.user.ttl=${env:WRONG_TTL}: is not a duration such as 500ms, 30s, 10m, 2h"
                + " or 7d");
  }

  @Test
  void aValidatorThatTellsAValueFromTheEnvironmentIsNotHeard() {
    assertThat(
            fixture.problemsAfter(
                "pools.east.servers=10.0.0.1:11211,10.0.0.2:11211 weight=2",
                "pools.east.servers=${env:SERVERS}"))
        .containsExactly(
            "pools.east.servers=${env:SERVERS}: is not valid, and more cannot be said without"
                + " showing what is hidden");
  }

  @Test
  void neitherConfigurationNorSettingsPrintSecrets() throws Exception {
    Configuration configuration =
        fixture.load(ConfigurationFixture.GOOD + "admin.token=${env:PASSWORD}\n");

    assertThat(configuration.daemon().adminToken()).isEqualTo("swordfish");
    assertThat(configuration.toString()).doesNotContain("swordfish");
  }

  @Test
  void filesAndFoldersAreReferredTo() throws Exception {
    Path secrets = Files.writeString(folder.resolve("secrets.properties"), "db.password=one\n");
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Files.writeString(mounted.resolve("token"), "two\n");

    Configuration configuration =
        fixture.load(
            ConfigurationFixture.GOOD.replace(
                    "${env:PASSWORD}", "${file:" + secrets + ":db.password}")
                + "admin.token=${dir:"
                + mounted
                + ":token}\n");

    assertThat(configuration.source().settings().string("database.password")).isEqualTo("one");
    assertThat(configuration.daemon().adminToken()).isEqualTo("two");
  }

  @Test
  void aReferenceThatCannotBeResolvedIsNamedAndWhatItMakesMissingIsNot() {
    assertThat(
            fixture.problemsAfter("database.hostname=127.0.0.1", "database.hostname=${env:HOST}"))
        .containsExactly(
            "database.hostname: refers to ${env:HOST}, but there is no environment variable HOST;"
                + " set it where Freshet is started");
  }

  @Test
  void eachProviderTellsWhatIsMissing() throws Exception {
    Path secrets = Files.writeString(folder.resolve("secrets.properties"), "a=one\n");
    String file = "${file:" + secrets + ":b}";
    String noFile = "${file:" + folder + "/none:b}";
    String directory = "${dir:" + folder + ":none}";

    assertThat(
            fixture.problemsWith(
                "admin.token=" + file,
                "state.dir=" + noFile,
                "start.from=" + directory,
                "admin.listen=${vault:a:b}"))
        .containsExactly(
            "admin.token: refers to "
                + file
                + ", but the file has no key b; give a properties"
                + " file and a key in it: ${file:PATH:KEY}",
            "state.dir: refers to "
                + noFile
                + ", but the file is not there or may not be read;"
                + " give a properties file and a key in it: ${file:PATH:KEY}",
            "start.from: refers to "
                + directory
                + ", but the folder has no file none that may be"
                + " read; give a folder and a file in it: ${dir:PATH:FILE}",
            "admin.listen: refers to ${vault:a:b}, but there is no provider vault; use"
                + " ${env:NAME}, ${file:PATH:KEY} or ${dir:PATH:FILE}");
  }
}
