package dev.freshet.testkit.provision;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a network link: passes each packet on when its time has come, or loses it. Any
 * number of packets is under way at once; TCP's own windows bound them. Thread-safe.
 */
final class LinkDirection {
  private final TunDevice from;
  private final TunDevice to;
  private final LinkedBlockingQueue<Packet> underWay = new LinkedBlockingQueue<>();
  private final Thread receiver;
  private final Thread sender;
  private volatile long delayNanos;
  private volatile double loss;
  private volatile boolean stopped;

  /** A packet and the moment at which it arrives. */
  private record Packet(ByteBuffer bytes, long due) {}

  LinkDirection(TunDevice from, TunDevice to) {
    this.from = from;
    this.to = to;
    this.receiver = new Thread(this::receive, "link-from-" + from.name());
    this.sender = new Thread(this::send, "link-to-" + to.name());
  }

  void start() {
    receiver.setDaemon(true);
    sender.setDaemon(true);
    receiver.start();
    sender.start();
  }

  /** For packets that are sent from now on; those under way are not overtaken. */
  void delay(long nanos) {
    delayNanos = nanos;
  }

  /** The share of packets that are lost, from 0 to 1. */
  void loss(double share) {
    loss = share;
  }

  /** Ends both threads. */
  void stop() {
    stopped = true;
    sender.interrupt();
    joinUninterruptibly(receiver);
    joinUninterruptibly(sender);
  }

  private void receive() {
    byte[] buffer = new byte[TunDevice.LARGEST_PACKET];
    while (!stopped) {
      int size = from.read(buffer);
      if (size > 0 && ThreadLocalRandom.current().nextDouble() >= loss) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(buffer, size));
        underWay.add(new Packet(bytes, System.nanoTime() + delayNanos));
      }
    }
  }

  private void send() {
    while (!stopped) {
      try {
        Packet packet = underWay.poll(1, TimeUnit.SECONDS);
        if (packet != null) {
          awaitUntil(packet.due());
          to.write(packet.bytes().array());
        }
      } catch (InterruptedException e) {
        // stopped: what is under way is lost
        return;
      }
    }
  }

  private void awaitUntil(long due) {
    for (long left = due - System.nanoTime();
        left > 0 && !stopped;
        left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
