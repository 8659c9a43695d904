package dev.freshet.sink.memcached.client;

import io.netty.channel.Channel;

/** Writes to one connection, without flushing it. Used by its event loop alone. */
final class ConnectionWriter implements BacklogWriter {

  private final CommandBuffer out;
  private final SegmentWriter segments;
  private final GuardedSegmentWriter guardedSegments;

  ConnectionWriter(Channel channel, boolean deletesOnly, ServerFacts facts) {
    this.out = new CommandBuffer(channel);
    this.segments = new SegmentWriter(deletesOnly, facts);
    this.guardedSegments = new GuardedSegmentWriter();
  }

  @Override
  public void write(Segment segment) {
    segments.write(out, segment, nowSeconds());
  }

  @Override
  public void write(GuardedSegment segment) {
    guardedSegments.write(out, segment, nowSeconds());
  }

  /** The present Unix time. */
  private static long nowSeconds() {
    return System.currentTimeMillis() / 1000;
  }
}
