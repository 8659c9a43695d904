package dev.freshet.transformers.value;

import dev.freshet.api.change.Column;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A row cannot become a value. Message and remedy name no row data. */
public final class ValueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param message what is wrong
   * @param remedy what to do about it
   */
  public ValueException(String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  /** The source has failed to hand out a column's value. */
  public static ValueException undecodable(Column column, RuntimeException cause) {
    return new ValueException(
        "the column %s cannot be decoded (%s)"
            .formatted(column.name(), cause.getClass().getSimpleName()),
        "leave the column out, or report it with its type, %s, and the server's version"
            .formatted(column.type().name().toLowerCase(Locale.ROOT)),
        cause);
  }

  /** What to do about it, in words for people. */
  public String remedy() {
    return remedy;
  }
}
