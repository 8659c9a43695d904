package dev.freshet.sink.memcached.routing;

/**
 * A server as an algorithm sees it.
 *
 * @param label the text that is hashed
 * @param weight its share of the keys in relation to the other servers; 1 where none is given
 * @param weightGiven whether its weight is given
 */
record LabelledServer(String label, int weight, boolean weightGiven) {

  /** This server where the client knows no weights. */
  LabelledServer unweighted() {
    return new LabelledServer(label, 1, false);
  }
}
