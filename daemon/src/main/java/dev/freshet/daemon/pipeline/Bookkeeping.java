package dev.freshet.daemon.pipeline;

import dev.freshet.daemon.checkpoint.Checkpoints;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * Where pools' lanes note what has become of their batches.
 *
 * @param checkpoints how far each lane is
 * @param deadLetters what a pool would not take
 * @param executor runs what must not hold up the thread that a pool completes its batches on
 * @param meters counts
 * @param clock tells the time
 */
record Bookkeeping(
    Checkpoints checkpoints,
    DeadLetterFile deadLetters,
    Executor executor,
    PipelineMeters meters,
    Clock clock) {}
