package dev.freshet.api.spi;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A configured source of changes. It may keep a connection on which it was asked something, until
 * it is closed; what it has opened is closed by others. Thread-safe.
 */
public interface Source extends AutoCloseable {

  /** Looks whether the source can be read from: reachable, grants, binlog settings. Blocks. */
  List<Finding> check();

  /**
   * Reads what {@link SourcePosition#text} wrote.
   *
   * @throws IllegalArgumentException if the text is no position of this kind of source
   */
  SourcePosition parsePosition(String text);

  /** The end of the stream as it is now. Blocks. */
  SourcePosition latestPosition() throws SourceException;

  /**
   * Whether all is read from one server, whose end lies behind whatever was read before, unless it
   * has lost something.
   */
  default boolean isOneServer() {
    return false;
  }

  /** The oldest place that can still be read from. Blocks. */
  SourcePosition earliestPosition() throws SourceException;

  /**
   * Looks whether a stream could begin behind {@code position}. Blocks.
   *
   * @throws SourceException if it could not, {@link SourceException.Kind#POSITION_LOST} if the
   *     server no longer has, or never had, that place
   */
  void verifyPosition(SourcePosition position) throws SourceException;

  /**
   * How long the source keeps what has happened, before it may be gone; empty if it keeps it for
   * ever, or does not say. Blocks.
   */
  default Optional<Duration> retention() throws SourceException {
    return Optional.empty();
  }

  /**
   * Starts to read behind {@code from}. Returns at once; trouble is told to {@code consumer}.
   *
   * @param streamId tells apart the streams of this source that run at the same time: 0 for the
   *     first
   * @param from where to begin
   * @param consumer takes what is read
   */
  ChangeStream open(int streamId, SourcePosition from, ChangeConsumer consumer);

  /**
   * The same, for pools that may hold changes already that lie behind {@code from}.
   *
   * @param known how far they may be: a server that does not have what lies before that is not read
   *     from, since the pools would keep what it never had
   */
  default ChangeStream open(
      int streamId, SourcePosition from, SourcePosition known, ChangeConsumer consumer) {
    return open(streamId, from, consumer);
  }

  /**
   * Changes a row at the source, so that a change comes along. Blocks until it is committed.
   *
   * @param table a table with the columns {@code name}, its key, and {@code beat}
   * @param name the row's name; it is inserted if there is none
   * @param beat what it is to hold
   * @throws SourceException if it cannot be written, or never can with this kind of source
   */
  default void beat(TableName table, String name, long beat) throws SourceException {
    throw new SourceException(
        SourceException.Kind.MISCONFIGURED, "a source of this kind writes nothing");
  }

  /**
   * The database itself, for questions about what it holds. Does no I/O yet; whoever calls this
   * closes it.
   */
  Database database();

  /** Closes what it keeps. Does not end what it has opened. */
  @Override
  void close();
}
