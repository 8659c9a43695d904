package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operation on one key, and all deliveries that wait until it is decided. */
final class GuardedTurn {

  private CacheOperation operation;
  private long version;
  private GuardedDelivery owner;

  /** Whose own operations on the key have been overtaken by this one; one entry for each. */
  private List<GuardedDelivery> followers = List.of();

  private @Nullable Rejection rejection;

  GuardedTurn(CacheOperation operation, long version, GuardedDelivery owner) {
    this.operation = operation;
    this.version = version;
    this.owner = owner;
  }

  CacheOperation operation() {
    return operation;
  }

  long version() {
    return version;
  }

  /** Puts a newer operation in the place of this one. */
  void overtake(CacheOperation newer, long newerVersion, GuardedDelivery newerOwner) {
    follow(owner);
    operation = newer;
    version = newerVersion;
    owner = newerOwner;
    rejection = null;
  }

  /** An operation of {@code delivery} is decided when this one is. */
  void follow(GuardedDelivery delivery) {
    if (followers.isEmpty()) {
      followers = new ArrayList<>(2);
    }
    followers.add(delivery);
  }

  /** Whether the value cannot be stored and the key is deleted instead. */
  boolean isRejected() {
    return rejection != null;
  }

  void reject(String reason) {
    rejection = new Rejection(operation, reason);
  }

  void decided() {
    if (rejection != null) {
      owner.batch().reject(List.of(rejection));
    }
    owner.decided();
    followers.forEach(GuardedDelivery::decided);
  }
}
