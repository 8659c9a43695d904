package dev.freshet.daemon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusJsonTest {

  @Test
  void theStatusIsWrittenWithTheNamesOfTheContract() {
    assertThat(StatusJson.write(FixedStatus.ONE_DOWN))
        .isEqualToIgnoringWhitespace(
            """
            {
              "name": "shop",
              "state": "running",
              "position": "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-23",
              "lag_seconds": 0.25,
              "source": {
                "server": "127.0.0.1:3306",
                "connected": true,
                "since": "2026-11-20T07:45:00Z",
                "why": "",
                "reconnects": 2,
                "failovers": 1
              },
              "pools": [
                {
                  "name": "east",
                  "state": "live",
                  "since": "2026-11-20T07:45:01Z",
                  "why": "",
                  "lag_seconds": 0.25,
                  "done_position": "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-23",
                  "queued_bytes": 4096,
                  "stepped_back": 3,
                  "servers": []
                },
                {
                  "name": "west",
                  "state": "down",
                  "since": "2026-11-20T08:00:00.500Z",
                  "why": "10.0.0.9:11211 says <\\"nothing\\"> & hangs",
                  "lag_seconds": 300.0,
                  "done_position": "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-7",
                  "queued_bytes": 0,
                  "stepped_back": 0,
                  "servers": [
                    {
                      "server": "10.0.0.9:11211",
                      "up": false,
                      "since": "2026-11-20T08:00:00.500Z",
                      "detail": "hangs",
                      "behind": true
                    }
                  ]
                }
              ]
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{\"name\":\"x\"}", "<html>", "{\"source\":{},\"pools\":[{}]}"})
  void somethingElseIsNoStatus(String text) {
    assertThatThrownBy(() -> StatusJson.read(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
