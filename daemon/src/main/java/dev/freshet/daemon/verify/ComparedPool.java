package dev.freshet.daemon.verify;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.pipeline.FedPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A pool that is compared. Used by one thread. */
final class ComparedPool implements AutoCloseable {

  private static final Duration RETRY = Duration.ofMillis(500);

  /** How often a pool is listed that does not tell all of its keys. */
  private static final int LISTINGS = 3;

  private final String name;
  private final FedPool fed;
  private final PoolReader reader;
  private final Duration patience;

  /**
   * @param patience how long it is waited for a server that cannot be read
   */
  ComparedPool(String name, FedPool fed, Duration patience) {
    this.name = name;
    this.fed = fed;
    this.reader = fed.pool().reader();
    this.patience = patience;
  }

  String name() {
    return name;
  }

  /** Whether it gets what a transformer makes. */
  boolean gets(String transformer) {
    return !fed.withheld().contains(transformer);
  }

  /**
   * Whether anything that it gets is made of a key.
   *
   * @param made what the database has for the key
   */
  boolean isToHold(KeysMade.Made made) {
    return !made.undecided().isEmpty()
        || made.transformers().stream()
            .filter(this::gets)
            .anyMatch(transformer -> !made.values(transformer).isEmpty());
  }

  /**
   * Whether anything that it gets is just what it holds.
   *
   * @param made what the database has for the key
   */
  boolean isMade(HeldItem.Present held, KeysMade.Made made) {
    return made.transformers().stream()
        .filter(this::gets)
        .flatMap(transformer -> made.values(transformer).stream())
        .anyMatch(operation -> Suspect.isEqual(operation, held));
  }

  /**
   * What it holds under each key. Blocks.
   *
   * @throws LostPoolException if that cannot be read for too long
   */
  Map<CacheKey, HeldItem> read(List<CacheKey> keys) throws LostPoolException, InterruptedException {
    Map<CacheKey, HeldItem> held = new LinkedHashMap<>();
    List<CacheKey> left = keys;
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      List<HeldItem> items = reader.read(left);
      List<CacheKey> unread = new ArrayList<>();
      String why = "";
      for (int i = 0; i < items.size(); i++) {
        if (items.get(i) instanceof HeldItem.Unreadable unreadable) {
          unread.add(left.get(i));
          why = unreadable.server() + " " + unreadable.why();
        } else {
          held.put(left.get(i), items.get(i));
        }
      }
      if (unread.isEmpty()) {
        return held;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new LostPoolException("pool %s cannot be read: %s".formatted(name, why));
      }
      Thread.sleep(RETRY.toMillis());
      left = unread;
    }
  }

  /**
   * Tells the keys that it holds; some of them more than once. Blocks.
   *
   * @throws LostPoolException if a server does not tell all of its keys
   */
  void list(Consumer<CacheKey> keys) throws LostPoolException, InterruptedException {
    List<HeldItem.Unreadable> untold = List.of();
    for (int tries = 0; tries < LISTINGS; tries++) {
      untold = reader.list(keys);
      if (untold.isEmpty()) {
        return;
      }
      Thread.sleep(RETRY.toMillis());
    }
    throw new LostPoolException(
        "pool %s cannot be searched for surplus keys: %s %s"
            .formatted(name, untold.get(0).server(), untold.get(0).why()));
  }

  @Override
  public void close() {
    reader.close();
  }
}
