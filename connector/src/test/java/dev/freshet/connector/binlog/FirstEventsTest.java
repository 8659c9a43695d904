package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstEventsTest {

  private final List<String> told = new ArrayList<>();
  private final FirstEvents events =
      new FirstEvents(
          new EventHandler() {
            @Override
            public void event(RawEvent event) {
              told.add("event " + event.code());
            }

            @Override
            public boolean isInTransaction() {
              return false;
            }

            @Override
            public String nextPlace() {
              return "next";
            }
          },
          () -> told.add("connected"),
          () -> told.add("flowing"));

  private void event(int code, long end) throws Exception {
    events.event(new RawEvent(0, code, 1, 19, end, 0, new byte[0], 0));
  }

  @Test
  void aServerThatHasOnlyBegunToAnswerIsNotYetFollowed() throws Exception {
    event(EventCode.ROTATE, 0);
    event(EventCode.FORMAT_DESCRIPTION, 120);
    assertThat(told).containsExactly("connected", "event 4", "event 15");
    event(EventCode.QUERY, 500);
    event(EventCode.QUERY, 600);
    assertThat(told.subList(3, told.size())).containsExactly("flowing", "event 2", "event 2");
  }

  @Test
  void aHeartbeatShowsThatTheServerFollows() throws Exception {
    event(EventCode.HEARTBEAT, 0);
    assertThat(told).containsExactly("connected", "flowing", "event 27");
  }
}
