package dev.freshet.sink.memcached.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.code.yanf4j.buffer.IoBuffer;
import java.nio.ByteBuffer;
import net.rubyeye.xmemcached.exception.MemcachedDecodeException;
import net.rubyeye.xmemcached.impl.MemcachedTCPSession;
import org.jspecify.annotations.Nullable;

/** A request in memcached's text protocol (doc/protocol.txt). */
final class TextCommand extends ClassicCommand {

  private static final int MAX_LINE_BYTES = 4096;
  private static final String STATISTIC = "STAT ";
  private static final String VERSION = "VERSION ";

  private final ClassicRequest request;
  private final StringBuilder settings = new StringBuilder();

  /** What a get has found; null as long as it has found nothing. */
  private @Nullable TextItem item;

  TextCommand(ClassicRequest request, AnswerListener listener) {
    super(listener);
    this.request = request;
  }

  @Override
  public void encode() {
    byte[] head = head().getBytes(ISO_8859_1);
    if (!hasValue()) {
      ioBuffer = IoBuffer.wrap(head);
      return;
    }
    byte[] value = request.value();
    byte[] bytes = new byte[head.length + value.length + 2];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(value, 0, bytes, head.length, value.length);
    bytes[bytes.length - 2] = '\r';
    bytes[bytes.length - 1] = '\n';
    ioBuffer = IoBuffer.wrap(bytes);
  }

  private boolean hasValue() {
    return request.kind() == ClassicRequest.Kind.SET || request.kind() == ClassicRequest.Kind.LOGIN;
  }

  /** The key, a character for each byte. */
  private String key() {
    return new String(request.key(), ISO_8859_1);
  }

  private String head() {
    String key = key();
    return switch (request.kind()) {
      case GET -> "gets " + key + "\r\n";
      case SET, LOGIN ->
          "set "
              + key
              + " "
              + Integer.toUnsignedString(request.flags())
              + " "
              + request.expiry()
              + " "
              + request.value().length
              + "\r\n";
      case DELETE -> "delete " + key + "\r\n";
      case FLUSH -> "flush_all\r\n";
      case VERSION -> "version\r\n";
      case SETTINGS -> "stats " + key + "\r\n";
      case MECHANISMS -> throw new IllegalStateException("not of the text protocol");
    };
  }

  @Override
  public boolean decode(MemcachedTCPSession session, ByteBuffer buffer) {
    for (String line = nextLine(buffer); line != null; line = nextLine(buffer)) {
      ClassicAnswer answer = answer(line);
      if (answer != null) {
        countDownLatch();
        listener().answered(answer);
        return true;
      }
    }
    return false;
  }

  /** What {@code line} answers; null if it is not the last. */
  private @Nullable ClassicAnswer answer(String line) {
    if (item == null && (line.startsWith("CLIENT_ERROR") || line.startsWith("SERVER_ERROR"))) {
      return new ClassicAnswer(false, line);
    }
    return switch (request.kind()) {
      case GET -> item(line);
      case SET, LOGIN ->
          line.equals("NOT_STORED") ? new ClassicAnswer(false, line) : exactly("STORED", line);
      case DELETE ->
          line.equals("NOT_FOUND") ? new ClassicAnswer(true, line) : exactly("DELETED", line);
      case FLUSH -> line.equals("ERROR") ? new ClassicAnswer(false, line) : exactly("OK", line);
      case VERSION -> {
        if (!line.startsWith(VERSION)) {
          throw foreign(line);
        }
        yield new ClassicAnswer(true, line.substring(VERSION.length()).trim());
      }
      case SETTINGS -> setting(line);
      case MECHANISMS -> throw foreign(line);
    };
  }

  private ClassicAnswer exactly(String expected, String line) {
    if (!line.equals(expected)) {
      throw foreign(line);
    }
    return new ClassicAnswer(true, line);
  }

  private @Nullable ClassicAnswer item(String line) {
    TextItem found = item;
    if (found == null && TextItem.begins(line)) {
      begin(line);
      return null;
    }
    if (found != null && !found.isTerminated()) {
      if (!found.terminate(line)) {
        throw foreign("a value that is longer than announced");
      }
      return null;
    }
    if (!line.equals("END")) {
      throw foreign(line);
    }
    return new ClassicAnswer(true, line, found == null ? null : found.item());
  }

  private void begin(String line) {
    try {
      item = new TextItem(line, key());
    } catch (IllegalArgumentException e) {
      throw foreign(line);
    }
  }

  private @Nullable ClassicAnswer setting(String line) {
    if (line.startsWith(STATISTIC)) {
      settings.append(line, STATISTIC.length(), line.length()).append('\n');
      if (settings.length() > MAX_SETTINGS_CHARACTERS) {
        throw foreign("settings without an end");
      }
      return null;
    }
    if (line.equals("ERROR")) {
      return new ClassicAnswer(false, line);
    }
    if (!line.equals("END") && !line.equals("RESET")) {
      throw foreign(line);
    }
    return new ClassicAnswer(true, settings.toString());
  }

  private MemcachedDecodeException foreign(String line) {
    listener().failed(new ClassicFailure(ClassicFailure.Reason.FOREIGN, line));
    return new MemcachedDecodeException("not an answer to " + this);
  }

  /** The next line, behind the value where one is coming in; null if it is not all there yet. */
  private @Nullable String nextLine(ByteBuffer buffer) {
    return item == null || item.take(buffer) ? line(buffer) : null;
  }

  /** The next line without its end; null if it is not all there yet. */
  private @Nullable String line(ByteBuffer buffer) {
    int from = buffer.position();
    for (int at = from; at < buffer.limit(); at++) {
      if (buffer.get(at) == '\n') {
        int end = at > from && buffer.get(at - 1) == '\r' ? at - 1 : at;
        byte[] bytes = new byte[end - from];
        buffer.get(bytes);
        buffer.position(at + 1);
        return new String(bytes, ISO_8859_1);
      }
    }
    if (buffer.remaining() > MAX_LINE_BYTES) {
      byte[] bytes = new byte[MAX_LINE_BYTES];
      buffer.get(bytes);
      throw foreign(new String(bytes, US_ASCII));
    }
    return null;
  }

  /** Without key and value, since Xmemcached logs it. */
  @Override
  public String toString() {
    return "text command " + request.kind();
  }
}
