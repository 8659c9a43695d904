package dev.freshet.sink.memcached.client;

import io.netty.channel.Channel;

/** Writes to one connection, without flushing it. Used by its event loop alone. */
final class ConnectionWriter implements BacklogWriter {

  private final Channel channel;
  private final SegmentWriter segments;
  private final GuardedSegmentWriter guardedSegments;

  ConnectionWriter(Channel channel, boolean deletesOnly, ServerFacts facts) {
    this.channel = channel;
    this.segments = new SegmentWriter(deletesOnly, facts);
    this.guardedSegments = new GuardedSegmentWriter();
  }

  @Override
  public void write(Segment segment) {
    segments.write(channel, segment, nowSeconds());
  }

  @Override
  public void write(GuardedSegment segment) {
    guardedSegments.write(channel, segment, nowSeconds());
  }

  /** The present Unix time. */
  private static long nowSeconds() {
    return System.currentTimeMillis() / 1000;
  }
}
