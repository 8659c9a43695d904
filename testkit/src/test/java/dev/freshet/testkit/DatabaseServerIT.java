package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseServerIT {

  @ParameterizedTest
  @EnumSource
  void isOfItsFlavorAndWritesAFullRowBinlog(Flavor flavor) throws SQLException {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      assertThat(server.version().contains("MariaDB")).isEqualTo(flavor == Flavor.MARIADB);
      assertThat(query(server, "SELECT @@log_bin")).isEqualTo("1");
      assertThat(query(server, "SELECT @@binlog_format")).isEqualTo("ROW");
      assertThat(query(server, "SELECT @@binlog_row_image")).isEqualTo("FULL");
      assertThat(query(server, "SELECT @@binlog_row_metadata")).isEqualTo("FULL");
      assertThat(query(server, "SELECT @@time_zone")).isEqualTo("+00:00");
      String positions =
          switch (flavor) {
            case MYSQL -> "SELECT @@gtid_mode = 'ON'";
            case MARIADB -> "SELECT @@gtid_domain_id = 0";
          };
      assertThat(query(server, positions)).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void extraOptionsWinOverTheDefaults(Flavor flavor) throws SQLException {
    try (DatabaseServer server =
        DatabaseServer.start(
            flavor,
            "--default-time-zone=-03:30",
            "--binlog-row-image=MINIMAL",
            "--skip-log-bin",
            "--server-id=77")) {
      assertThat(query(server, "SELECT @@time_zone")).isEqualTo("-03:30");
      assertThat(query(server, "SELECT @@binlog_row_image")).isEqualTo("MINIMAL");
      assertThat(query(server, "SELECT @@log_bin")).isEqualTo("0");
      assertThat(query(server, "SELECT @@server_id")).isEqualTo("77");
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsItsPortAndEveryCommitOverAKill(Flavor flavor) throws SQLException {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      int port = server.port();
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(20))",
          "INSERT INTO shop.users VALUES (1, 'Ada')");
      server.kill();
      assertThatThrownBy(server::connect).isInstanceOf(SQLException.class);
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(query(server, "SELECT name FROM shop.users")).isEqualTo("Ada");
    }
  }

  @ParameterizedTest
  @EnumSource
  void restartsWhileItRuns(Flavor flavor) throws SQLException {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      server.restart();
      assertThat(query(server, "SHOW DATABASES LIKE 'shop'")).isEqualTo("shop");
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersNothingWhilePaused(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        Connection connection = server.connect()) {
      server.pause();
      CompletableFuture<Boolean> answer =
          CompletableFuture.supplyAsync(() -> isValid(connection, Duration.ofSeconds(60)));
      TimeUnit.MILLISECONDS.sleep(700);
      assertThat(answer).isNotDone();
      server.resume();
      assertThat(answer.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoServersHaveIdentitiesAndDataOfTheirOwn(Flavor flavor) throws SQLException {
    try (DatabaseServer first = DatabaseServer.start(flavor);
        DatabaseServer second = DatabaseServer.start(flavor)) {
      first.execute("CREATE DATABASE shop");
      assertThat(
              query(
                  second,
                  "SELECT COUNT(*) FROM information_schema.schemata"
                      + " WHERE schema_name = 'shop'"))
          .isEqualTo("0");
      assertThat(query(first, "SELECT @@server_id"))
          .isNotEqualTo(query(second, "SELECT @@server_id"));
      if (flavor == Flavor.MYSQL) {
        assertThat(query(first, "SELECT @@server_uuid"))
            .isNotEqualTo(query(second, "SELECT @@server_uuid"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhyItDoesNotStart(Flavor flavor) {
    assertThatThrownBy(() -> DatabaseServer.start(flavor, "--no-such-option=1"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("no-such-option");
  }

  private static boolean isValid(Connection connection, Duration limit) {
    try {
      return connection.isValid((int) limit.toSeconds());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String query(DatabaseServer server, String sql) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return String.valueOf(result.getString(1));
    }
  }
}
