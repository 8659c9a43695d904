package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.sink.memcached.client.StatisticsReading.Name;
import org.junit.jupiter.api.Test;

class StatisticsReadingTest {

  private static StatisticsReading reading(String... lines) throws ServerTrouble {
    StatisticsReading reading = new StatisticsReading();
    for (String line : lines) {
      reading.read(line);
    }
    return reading;
  }

  private static StatisticsReading run(long pid, long time, long uptime, long connections)
      throws ServerTrouble {
    return reading(
        "STAT pid " + pid,
        "STAT uptime " + uptime,
        "STAT time " + time,
        "STAT total_connections " + connections);
  }

  @Test
  void numbersThatAreOfUseAreKept() throws ServerTrouble {
    StatisticsReading reading =
        reading("STAT curr_items 17", "STAT libevent 2.1.12-stable", "STAT ", "STAT empty");
    assertThat(reading.get(Name.CURR_ITEMS)).isEqualTo(17);
    assertThat(reading.get(Name.EVICTIONS)).isEqualTo(StatisticsReading.UNKNOWN);
    assertThat(reading.startedSeconds()).isEqualTo(StatisticsReading.UNKNOWN);
  }

  @Test
  void whatIsNoStatisticIsForeign() {
    assertThatThrownBy(() -> reading("HTTP/1.1 200 OK"))
        .isInstanceOf(ServerTrouble.class)
        .hasMessageContaining("HTTP/1.1 200 OK");
    assertThatThrownBy(() -> reading("STAT pid many")).isInstanceOf(ServerTrouble.class);
    assertThatThrownBy(() -> reading("STAT pid")).isInstanceOf(ServerTrouble.class);
  }

  @Test
  void aServerThatRunsOnIsTheSame() throws ServerTrouble {
    assertThat(run(7, 1_000, 10, 3).isOfAnotherRunThan(run(7, 990, 0, 2))).isFalse();
  }

  @Test
  void anotherProcessIsAnotherRun() throws ServerTrouble {
    assertThat(run(8, 1_000, 10, 3).isOfAnotherRunThan(run(7, 990, 0, 2))).isTrue();
  }

  @Test
  void aLaterStartOfTheSameProcessIdIsAnotherRun() throws ServerTrouble {
    assertThat(run(1, 1_000, 2, 2).isOfAnotherRunThan(run(1, 990, 500, 40))).isTrue();
  }

  @Test
  void aClockThatIsSetIsNoRestart() throws ServerTrouble {
    assertThat(run(7, 5_000, 10, 3).isOfAnotherRunThan(run(7, 990, 0, 2))).isFalse();
  }

  @Test
  void statisticsThatAreResetAreNoRestart() throws ServerTrouble {
    assertThat(run(7, 1_000, 10, 1).isOfAnotherRunThan(run(7, 990, 0, 900))).isFalse();
  }
}
