package dev.freshet.sink.memcached.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The threads {@code freshet-client-N} that all pools of the process share. Started when the first
 * pool asks for one; daemons, so that they keep no process alive.
 */
final class EventLoops {

  private static final int MAX_THREADS = 4;

  private EventLoops() {}

  /** The event loop for the next pool, in turn. */
  static EventLoop next() {
    return Shared.GROUP.next();
  }

  /** Loaded, and so created, with the first use. */
  private static final class Shared {

    static final EventLoopGroup GROUP =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors())),
            new DefaultThreadFactory("freshet-client", true),
            NioIoHandler.newFactory());
  }
}
