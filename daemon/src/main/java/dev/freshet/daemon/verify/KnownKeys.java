package dev.freshet.daemon.verify;

import dev.freshet.daemon.scan.LongSet;

/**
 * Which keys of a share the database has, by their hashes. Where that is more than may be
 * remembered, the share is halved, as often as needed. A key that the database has not is taken for
 * one that it has with a chance of their number in 2^64. Used by one thread.
 */
final class KnownKeys {

  private final int most;
  private KeyShare share = KeyShare.ALL;
  private LongSet hashes = new LongSet();

  /**
   * @param most how many may be remembered
   */
  KnownKeys(int most) {
    this.most = most;
  }

  /** Forgets all, and remembers those of {@code next} from now on. */
  void begin(KeyShare next) {
    share = next;
    hashes = new LongSet();
  }

  /** Of which share they are remembered; becomes smaller where there are too many. */
  KeyShare share() {
    return share;
  }

  /** Remembers a key, if it is of the share. */
  void add(long hash) {
    if (!share.contains(hash)) {
      return;
    }
    hashes.add(hash);
    if (hashes.size() > most) {
      share = share.firstHalf();
      hashes.retain(share::contains);
    }
  }

  /** Whether a key of the share is among them. */
  boolean contains(long hash) {
    return hashes.contains(hash);
  }
}
