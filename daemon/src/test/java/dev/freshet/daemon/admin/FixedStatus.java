package dev.freshet.daemon.admin;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A status that is what the test says. */
public record FixedStatus(DaemonStatus status, List<String> notReadyReasons) implements StatusView {

  /** One pool is live, the other is down. */
  public static final DaemonStatus ONE_DOWN =
      new DaemonStatus(
          "shop",
          "running",
          "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-23",
          Duration.ofMillis(250),
          new SourceStatus("127.0.0.1:3306", true, Instant.parse("2026-11-20T07:45:00Z"), "", 2, 1),
          List.of(
              new PoolStatus(
                  "east",
                  "live",
                  Instant.parse("2026-11-20T07:45:01Z"),
                  "",
                  Duration.ofMillis(250),
                  "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-23",
                  4096,
                  3,
                  List.of()),
              new PoolStatus(
                  "west",
                  "down",
                  Instant.parse("2026-11-20T08:00:00.500Z"),
                  "10.0.0.9:11211 says <\"nothing\"> & hangs",
                  Duration.ofMinutes(5),
                  "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-7",
                  0,
                  0,
                  List.of(
                      new ServerStatus(
                          "10.0.0.9:11211",
                          false,
                          Instant.parse("2026-11-20T08:00:00.500Z"),
                          "hangs",
                          true,
                          null)))));
}
