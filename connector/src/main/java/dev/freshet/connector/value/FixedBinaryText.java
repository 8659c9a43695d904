package dev.freshet.connector.value;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The text of MariaDB's types that are stored as bytes of a fixed length: plugin/type_uuid and
 * plugin/type_inet of MariaDB.
 */
final class FixedBinaryText {

  private static final HexFormat HEX = HexFormat.of();

  private FixedBinaryText() {}

  /**
   * A UUID. Those of versions 1 to 5 are stored with their parts in reverse order, so that they
   * sort by time.
   */
  static String uuid(byte[] stored) {
    boolean reversed = stored[6] < 0 && stored[8] > 0 && stored[8] < 0x60;
    return reversed
        ? dashed(stored, 12, 16, 10, 12, 8, 10, 6, 8, 0, 6)
        : dashed(stored, 0, 4, 4, 6, 6, 8, 8, 10, 10, 16);
  }

  private static String dashed(byte[] stored, int... fromAndTo) {
    return IntStream.range(0, fromAndTo.length / 2)
        .mapToObj(part -> HEX.formatHex(stored, fromAndTo[2 * part], fromAndTo[2 * part + 1]))
        .collect(Collectors.joining("-"));
  }

  /** An IPv4 address. */
  static String inet4(byte[] stored) {
    return dotted(stored, 0);
  }

  private static String dotted(byte[] stored, int offset) {
    return IntStream.range(offset, offset + 4)
        .mapToObj(at -> Integer.toString(stored[at] & 0xff))
        .collect(Collectors.joining("."));
  }

  /**
   * An IPv6 address: its longest run of zeros, if only one, is left out; one that holds an IPv4
   * address ends with that.
   */
  static String inet6(byte[] stored) {
    int[] groups = new int[8];
    Arrays.setAll(groups, i -> (stored[2 * i] & 0xff) << 8 | (stored[2 * i + 1] & 0xff));
    int gap = 0;
    int gapLength = 0;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > gapLength) {
        gap = start;
        gapLength = end - start;
      }
    }
    if (gapLength == 0) {
      return joined(groups, 0, 8);
    }
    if (gap == 0 && gapLength == 6) {
      return "::" + dotted(stored, 12);
    }
    if (gap == 0 && gapLength == 5 && groups[5] == 0xffff) {
      return "::ffff:" + dotted(stored, 12);
    }
    return joined(groups, 0, gap) + "::" + joined(groups, gap + gapLength, 8);
  }

  private static String joined(int[] groups, int from, int to) {
    return Arrays.stream(groups, from, to)
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
