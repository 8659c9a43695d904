package dev.freshet.sink.memcached.client;

/** A delivery of a guarded pool that has been taken up, and how much of it is undecided. */
final class GuardedDelivery {

  private final Delivery delivery;
  private int undecided;

  GuardedDelivery(Delivery delivery) {
    this.delivery = delivery;
    this.undecided = delivery.operations().size();
  }

  SubmittedBatch batch() {
    return delivery.batch();
  }

  /** It is known what became of one of its operations. */
  void decided() {
    undecided--;
  }

  boolean isDecided() {
    return undecided == 0;
  }
}
