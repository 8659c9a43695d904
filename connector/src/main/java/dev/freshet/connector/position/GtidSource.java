package dev.freshet.connector.position;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What numbers MySQL's transactions: a server's UUID and, from MySQL 8.3, a tag.
 *
 * @param high the UUID's first 8 bytes
 * @param low the UUID's last 8 bytes
 * @param tag the tag in lower case; empty where there is none
 */
public record GtidSource(long high, long low, String tag) implements Comparable<GtidSource> {

  private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /**
   * A source from the texts of its parts.
   *
   * @throws IllegalArgumentException if one of them is malformed
   */
  static GtidSource of(String uuid, String tag) {
    if (!UUID_TEXT.matcher(uuid).matches()) {
      throw new IllegalArgumentException("'" + uuid + "' is not a UUID");
    }
    String lowerCaseTag = tag.toLowerCase(Locale.ROOT);
    if (!tag.isEmpty() && !TAG.matcher(lowerCaseTag).matches()) {
      throw new IllegalArgumentException("'" + tag + "' is not a GTID tag");
    }
    UUID parsed = UUID.fromString(uuid);
    return new GtidSource(
        parsed.getMostSignificantBits(), parsed.getLeastSignificantBits(), lowerCaseTag);
  }

  /** Orders by UUID bytes and then by tag, which is how the server orders them. */
  @Override
  public int compareTo(GtidSource other) {
    int order = Long.compareUnsigned(high, other.high);
    if (order == 0) {
      order = Long.compareUnsigned(low, other.low);
    }
    return order == 0 ? tag.compareTo(other.tag) : order;
  }

  /** {@code uuid} or {@code uuid:tag}. */
  @Override
  public String toString() {
    String uuid = new UUID(high, low).toString();
    return tag.isEmpty() ? uuid : uuid + ":" + tag;
  }
}
