package dev.freshet.daemon.pipeline;

/**
 * How much memory a pipeline uses, in bytes.
 *
 * @param queue what may wait between reader and pipeline
 * @param batch what is taken from there in one go
 * @param replay what a replay may gather before it deletes instead
 */
public record PipelineBounds(long queue, long batch, long replay) {}
