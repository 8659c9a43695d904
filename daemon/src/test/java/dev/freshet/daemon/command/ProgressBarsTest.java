package dev.freshet.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.daemon.command.ProgressBars.Part;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {

  private final StringWriter written = new StringWriter();
  private long nanos;
  private final ProgressBars bars = new ProgressBars(new PrintWriter(written), () -> nanos);

  private String draw(Part... parts) {
    written.getBuffer().setLength(0);
    bars.draw(List.of(parts));
    return written.toString();
  }

  @Test
  void theyAreDrawnInPlaceWithRateAndTimeLeft() {
    assertThat(draw(new Part("shop.users", 1000, 11000, "")))
        .isEqualTo("shop.users               [#                   ]   9% 1,000 rows\n");
    nanos = 2_000_000_000L;
    assertThat(draw(new Part("shop.users", 3000, 11000, ""), new Part("east", 0, 0, "")))
        .isEqualTo(
            "\u001b[1A\r\u001b[J"
                + "shop.users               [#####               ]  27% 3,000 rows  1,000/s"
                + "  0:00:08 left\n"
                + "east                     [                    ]   0% 0 rows\n");
    written.getBuffer().setLength(0);
    bars.erase();
    assertThat(written).hasToString("\u001b[2A\r\u001b[J");
  }

  @Test
  void whatIsWaitedForAndMoreRowsThanGuessedAreShown() {
    assertThat(draw(new Part("a.table.with.quite.a.long.name", 20, 10, "the database is busy")))
        .isEqualTo(
            "….with.quite.a.long.name [####################] 100% 20 rows"
                + "  waits: the database is busy\n");
  }
}
