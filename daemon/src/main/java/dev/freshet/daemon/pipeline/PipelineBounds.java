package dev.freshet.daemon.pipeline;

import java.time.Duration;

/**
 * How much memory a pipeline uses, and how long it waits for stragglers.
 *
 * @param queue what may wait between reader and pipeline, in bytes
 * @param batch what is taken from there in one go, in bytes
 * @param replay what a replay may gather before it is done in parts, in bytes
 * @param straggling how long the servers of a pool that comes back may come up one behind the other
 */
public record PipelineBounds(long queue, long batch, long replay, Duration straggling) {}
