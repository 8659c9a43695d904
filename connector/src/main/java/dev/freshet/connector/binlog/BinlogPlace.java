package dev.freshet.connector.binlog;

import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.RotateEvent;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.value.UndecodableException;

/** Where in the server's files a connection reads. Not thread-safe. */
final class BinlogPlace {

  private static final long LOW_32_BITS = 0xffffffffL;

  private String file = "";
  private long start = FilePosition.FIRST_OFFSET;
  private long end = FilePosition.FIRST_OFFSET;
  private boolean joins = true;

  /**
   * Takes note of an event. Events tell the lowest 32 bits of their offset; the rest is kept here.
   *
   * @throws UndecodableException if it says that a file follows that cannot be one
   */
  void advance(RawEvent event) {
    joins = true;
    if (event.code() == EventCode.ROTATE) {
      RotateEvent rotation = RotateEvent.parse(event);
      if (!FilePosition.isFileName(rotation.file())
          || rotation.offset() < FilePosition.FIRST_OFFSET) {
        throw new UndecodableException("it names no place in a binlog file");
      }
      file = rotation.file();
      start = rotation.offset();
      end = rotation.offset();
      return;
    }
    if (event.isArtificial()
        || event.code() == EventCode.HEARTBEAT
        || event.code() == EventCode.HEARTBEAT_V2) {
      return;
    }
    long next = (end & ~LOW_32_BITS) | event.end();
    if (next < end) {
      next += LOW_32_BITS + 1;
    }
    start = next - event.size();
    joins = start == end;
    end = next;
  }

  /** The file; empty before the server has told. */
  String file() {
    return file;
  }

  /** Where the latest event begins. */
  FilePosition start() {
    return at(start);
  }

  /** Where the latest event ends. */
  FilePosition end() {
    return at(end);
  }

  private FilePosition at(long offset) {
    if (file.isEmpty()) {
      throw new UndecodableException("it comes before the server has said what file it reads");
    }
    return new FilePosition(file, offset);
  }

  /** Whether the latest event begins where the one before it ended, as far as it is in the file. */
  boolean joins() {
    return joins;
  }

  /** Whether the latest event lies before a position in the same file. */
  boolean isBefore(FilePosition position) {
    return end <= position.offset() && file.equals(position.file());
  }

  /** Whether the latest event ends at a position. */
  boolean isAt(FilePosition position) {
    return end == position.offset() && file.equals(position.file());
  }

  /** File and offset of the latest event, for messages. */
  @Override
  public String toString() {
    return text(start);
  }

  /** File and offset behind the latest event, for messages. */
  String next() {
    return text(end);
  }

  private String text(long offset) {
    return file.isEmpty() ? "the start of the stream" : file + ":" + offset;
  }
}
