package dev.freshet.daemon.pipeline;

import dev.freshet.daemon.checkpoint.CheckpointException;
import dev.freshet.daemon.checkpoint.Checkpoints;
import java.nio.file.Path;
import java.time.Clock;

/** What lanes write down, in a folder. */
final class TestBooks {

  private TestBooks() {}

  static Checkpoints checkpoints(Path directory) throws CheckpointException {
    return Checkpoints.open(directory, "shop", text -> new NumberPosition(Integer.parseInt(text)));
  }

  static Bookkeeping with(Checkpoints checkpoints, Path directory) {
    Clock clock = Clock.systemUTC();
    return new Bookkeeping(
        checkpoints,
        new DeadLetterFile(directory.resolve("dead-letters.jsonl"), clock),
        Runnable::run,
        new CountedMeters(),
        clock);
  }
}
