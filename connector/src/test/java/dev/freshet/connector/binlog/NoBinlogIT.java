package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.config.Finding.Severity;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoBinlogIT {

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aServerWithoutBinlogIsNamed(Flavor flavor) {
    String[] options =
        flavor == Flavor.MYSQL
            ? new String[] {"--skip-log-bin", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF"}
            : new String[] {"--skip-log-bin"};
    try (DatabaseServer server = DatabaseServer.start(flavor, options)) {
      Source source = Sources.of(server);
      SourceException trouble = catchThrowableOfType(SourceException.class, source::latestPosition);
      TroubleContract.assertTrouble(trouble, Kind.MISCONFIGURED, "writes no binlog", "set log_bin");
      assertThat(source.check())
          .anyMatch(
              finding ->
                  finding.severity() == Severity.PROBLEM
                      && finding.message().contains("log_bin is OFF"));
    }
  }
}
