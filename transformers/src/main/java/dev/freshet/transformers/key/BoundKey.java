package dev.freshet.transformers.key;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import dev.freshet.transformers.column.Columns;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of one table's rows. It holds one rendered key at a time, in memory that it uses
 * again. Not thread-safe.
 */
public final class BoundKey {

  /** What rendering came to. */
  public enum Outcome {
    /** There is a legal key. */
    KEY,
    /** Rows like this one have no key: a column is NULL, or memcached refuses what comes out. */
    NONE,
    /** The key cannot be told, because the row image lacks a column. */
    MISSING,
    /** The key cannot be told, because the row image holds a column that is broken. */
    UNKNOWN
  }

  static final int HASH_DIGITS = 64;
  private static final String UNDECODABLE_REMEDY =
      "report it with the column's type and the server's version";

  private final ByteBuilder out = new ByteBuilder();
  private final PlainWriter writer = new PlainWriter(out);
  private final TableSchema schema;
  private final int[] columns;
  private final byte[][] literals;
  private final IllegalKeyPolicy policy;
  private String problem = "";
  private String remedy = "";
  private boolean whole;

  /**
   * @param columns positions of the columns that the key is made of, in the order of the template
   * @param literals the texts before, between and after the columns, one more than columns
   */
  BoundKey(TableSchema schema, int[] columns, byte[][] literals, IllegalKeyPolicy policy) {
    this.schema = schema;
    this.columns = columns;
    this.literals = literals;
    this.policy = policy;
  }

  /** Another maker of the same keys, with memory of its own. */
  BoundKey copy() {
    return new BoundKey(schema, columns, literals, policy);
  }

  /** The positions of the columns that the key is made of. */
  public int[] columns() {
    return columns.clone();
  }

  /** Renders the key of {@code row}. */
  public Outcome render(RowImage row) {
    out.clear();
    whole = false;
    int missing = Columns.missing(row, columns);
    if (missing >= 0) {
      problem =
          "the row image lacks the column %s, which the key is made of".formatted(name(missing));
      remedy = Columns.WHOLE_ROWS;
      return Outcome.MISSING;
    }
    out.append(literals[0]);
    for (int i = 0; i < columns.length; i++) {
      if (row.isNull(columns[i])) {
        problem =
            "the column %s, which the key is made of, is NULL; make keys of columns that are NOT NULL"
                .formatted(name(columns[i]));
        return Outcome.NONE;
      }
      int start = out.length();
      try {
        row.write(columns[i], writer);
      } catch (RuntimeException e) {
        problem =
            "the column %s, which the key is made of, cannot be decoded (%s)"
                .formatted(name(columns[i]), e.getClass().getSimpleName());
        remedy = UNDECODABLE_REMEDY;
        return Outcome.UNKNOWN;
      }
      if (policy == IllegalKeyPolicy.ENCODE) {
        encodeFrom(start);
      }
      out.append(literals[i + 1]);
    }
    whole = true;
    return judge();
  }

  /** The key that was rendered last, if the outcome was {@link Outcome#KEY}. */
  public CacheKey key() {
    return CacheKey.of(out.toByteArray());
  }

  /** Whether both have rendered the same bytes. */
  boolean same(BoundKey other) {
    return Arrays.equals(out.array(), 0, out.length(), other.out.array(), 0, other.out.length());
  }

  /**
   * Why the outcome was not {@link Outcome#KEY}, without row data. What to do about it is in it,
   * unless the outcome was {@link Outcome#MISSING} or {@link Outcome#UNKNOWN}.
   */
  public String problem() {
    return problem;
  }

  /** What to do about it if the outcome was {@link Outcome#MISSING} or {@link Outcome#UNKNOWN}. */
  public String remedy() {
    return remedy;
  }

  /** A key that memcached refuses, as far as it is worth writing down; null where there is none. */
  public @Nullable CacheKey refusedKey() {
    return whole && out.length() > 0 && out.length() <= CacheKey.MAX_BYTES ? key() : null;
  }

  private Outcome judge() {
    String illegal = CacheKey.problem(out.array(), 0, out.length());
    if (illegal == null) {
      return Outcome.KEY;
    }
    if (policy == IllegalKeyPolicy.HASH) {
      hash();
      return Outcome.KEY;
    }
    boolean encodingHelps =
        policy == IllegalKeyPolicy.REJECT && out.length() > 0 && out.length() <= CacheKey.MAX_BYTES;
    problem =
        "%s; set key.illegal=%s if such keys are wanted"
            .formatted(illegal, encodingHelps ? "encode or hash" : "hash");
    return Outcome.NONE;
  }

  private void hash() {
    byte[] digest;
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(out.array(), 0, out.length());
      digest = sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    out.clear();
    if (literals[0].length + HASH_DIGITS <= CacheKey.MAX_BYTES) {
      out.append(literals[0]);
    }
    for (byte value : digest) {
      out.appendHex(value);
    }
  }

  /** Percent-encodes what was rendered from {@code start} on, from its end so that it fits. */
  private void encodeFrom(int start) {
    int end = out.length();
    int marked = 0;
    for (int i = start; i < end; i++) {
      marked += needsEncoding(out.array()[i]) ? 1 : 0;
    }
    if (marked == 0) {
      return;
    }
    out.setLength(end + 2 * marked);
    byte[] bytes = out.array();
    int to = out.length();
    for (int i = end - 1; i >= start; i--) {
      byte value = bytes[i];
      if (needsEncoding(value)) {
        bytes[--to] = (byte) Character.forDigit(value & 0xf, 16);
        bytes[--to] = (byte) Character.forDigit((value >> 4) & 0xf, 16);
        bytes[--to] = '%';
      } else {
        bytes[--to] = value;
      }
    }
  }

  private static boolean needsEncoding(byte value) {
    return (value >= 0 && value <= ' ') || value == 0x7f || value == '%';
  }

  private String name(int column) {
    return schema.columns().get(column).name();
  }
}
