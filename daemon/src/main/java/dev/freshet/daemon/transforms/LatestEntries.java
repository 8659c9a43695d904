package dev.freshet.daemon.transforms;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets what was used least of late: a transform that makes ever new schemas must not
 * fill the memory. Not thread-safe.
 */
final class LatestEntries<K, V> extends LinkedHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  /** Far more than a site has. */
  private static final int REMEMBERED = 1000;

  LatestEntries() {
    super(16, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > REMEMBERED;
  }
}
