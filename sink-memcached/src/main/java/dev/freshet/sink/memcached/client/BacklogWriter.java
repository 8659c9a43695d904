package dev.freshet.sink.memcached.client;

/** Brings what a {@link Backlog} gives to the connection. Used by one event loop alone. */
interface BacklogWriter {

  void write(Segment segment);

  void write(GuardedSegment segment);
}
