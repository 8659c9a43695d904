package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EventsOnMariadbIT extends EventsContract {

  EventsOnMariadbIT() {
    super(Flavor.MARIADB);
  }

  @Test
  void anAlterThatIsWrittenInTwoPhasesIsFollowed() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      consumer.awaitConnected();
      statement.execute("SET SESSION binlog_alter_two_phase=1");
      statement.execute("INSERT INTO shop.users VALUES (1, 'a')");
      statement.execute("ALTER TABLE shop.users ADD COLUMN age INT DEFAULT 5 FIRST");
      statement.execute("INSERT INTO shop.users VALUES (6, 2, 'b')");
      assertThat(shown(consumer.awaitRows(2))).containsExactly("+(1,a)", "+(6,2,b)");
      assertThat(consumer.changes())
          .contains(new TableChange(new TableName("shop", "users"), TableChange.Kind.ALTER));
      consumer.awaitPosition(source.latestPosition());
    }
  }

  @Test
  void whatATableWithoutTransactionsKeepsOfARollbackIsRead() throws Exception {
    server.execute("CREATE TABLE shop.plain (id INT PRIMARY KEY) ENGINE=Aria TRANSACTIONAL=0");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO shop.plain VALUES (1)");
      statement.execute("INSERT INTO shop.users VALUES (1, 'taken back')");
      statement.execute("INSERT INTO shop.plain VALUES (2)");
      connection.rollback();
      consumer.awaitPosition(source.latestPosition());
      assertThat(shown(consumer.rows())).containsExactly("+(1)", "+(2)");
    }
  }
}
