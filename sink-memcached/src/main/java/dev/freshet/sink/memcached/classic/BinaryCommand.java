package dev.freshet.sink.memcached.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.code.yanf4j.buffer.IoBuffer;
import java.nio.ByteBuffer;
import net.rubyeye.xmemcached.exception.MemcachedDecodeException;
import net.rubyeye.xmemcached.impl.MemcachedTCPSession;
import org.jspecify.annotations.Nullable;

/** A request in memcached's binary protocol (doc/protocol-binary.txt), never quiet. */
final class BinaryCommand extends ClassicCommand {

  private static final int HEADER_BYTES = 24;
  private static final int SET_EXTRAS_BYTES = 8;
  private static final int MAX_ANSWER_BYTES = 16 * 1024;
  private static final String STRAY = "a binary answer that belongs to no request";
  private static final String UNFITTING = "a binary answer whose lengths do not fit";
  private static final byte REQUEST = (byte) 0x80;
  private static final byte RESPONSE = (byte) 0x81;

  private static final int NO_ERROR = 0x00;
  private static final int KEY_NOT_FOUND = 0x01;
  private static final int AUTHENTICATION_ERROR = 0x20;

  private final ClassicRequest request;
  private final int opaque;
  private final StringBuilder settings = new StringBuilder();

  /** What a get has found; null as long as it has found nothing. */
  private @Nullable BinaryItem item;

  /**
   * @param opaque the number by which the answer is told from others
   */
  BinaryCommand(ClassicRequest request, int opaque, AnswerListener listener) {
    super(listener);
    this.request = request;
    this.opaque = opaque;
  }

  private byte operation() {
    return switch (request.kind()) {
      case GET -> 0x00;
      case SET -> 0x01;
      case DELETE -> 0x04;
      case FLUSH -> 0x08;
      case VERSION -> 0x0b;
      case SETTINGS -> 0x10;
      case MECHANISMS -> 0x20;
      case LOGIN -> 0x21;
    };
  }

  @Override
  public void encode() {
    int extras = request.kind() == ClassicRequest.Kind.SET ? SET_EXTRAS_BYTES : 0;
    int body = extras + request.key().length + request.value().length;
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + body);
    bytes.put(REQUEST).put(operation()).putShort((short) request.key().length);
    bytes.put((byte) extras).put((byte) 0).putShort((short) 0);
    bytes.putInt(body).putInt(opaque).putLong(0);
    if (extras > 0) {
      bytes.putInt(request.flags()).putInt((int) request.expiry());
    }
    bytes.put(request.key()).put(request.value());
    ioBuffer = IoBuffer.wrap(bytes.array());
  }

  @Override
  public boolean decode(MemcachedTCPSession session, ByteBuffer buffer) {
    if (item != null) {
      return isWhole(item, buffer);
    }
    while (buffer.hasRemaining()) {
      if (buffer.get(buffer.position()) != RESPONSE) {
        throw foreign(rest(buffer));
      }
      if (buffer.remaining() < HEADER_BYTES) {
        return false;
      }
      int start = buffer.position();
      int body = buffer.getInt(start + 8);
      if (buffer.get(start + 1) != operation() || buffer.getInt(start + 12) != opaque) {
        throw foreign(STRAY);
      }
      if (request.kind() == ClassicRequest.Kind.GET && buffer.getShort(start + 6) == NO_ERROR) {
        item = item(buffer, start, body);
        buffer.position(start + HEADER_BYTES);
        return isWhole(item, buffer);
      }
      if (body < 0 || body > MAX_ANSWER_BYTES) {
        throw foreign(STRAY);
      }
      if (buffer.remaining() < HEADER_BYTES + body) {
        return false;
      }
      ClassicAnswer answer = answer(buffer, start, body);
      buffer.position(start + HEADER_BYTES + body);
      if (answer != null) {
        countDownLatch();
        listener().answered(answer);
        return true;
      }
    }
    return false;
  }

  /** The item whose header is at {@code start}. */
  private BinaryItem item(ByteBuffer buffer, int start, int body) {
    try {
      return new BinaryItem(
          Short.toUnsignedInt(buffer.getShort(start + 2)),
          Byte.toUnsignedInt(buffer.get(start + 4)),
          body,
          buffer.getLong(start + 16));
    } catch (IllegalArgumentException e) {
      throw foreign(UNFITTING);
    }
  }

  private boolean isWhole(BinaryItem coming, ByteBuffer buffer) {
    boolean whole = coming.take(buffer);
    if (whole) {
      countDownLatch();
      listener().answered(new ClassicAnswer(true, "", coming.item()));
    }
    return whole;
  }

  /** What the message at {@code start} answers; null if it is not the last. */
  private @Nullable ClassicAnswer answer(ByteBuffer buffer, int start, int body) {
    int key = Short.toUnsignedInt(buffer.getShort(start + 2));
    int extras = Byte.toUnsignedInt(buffer.get(start + 4));
    int status = Short.toUnsignedInt(buffer.getShort(start + 6));
    if (key + extras > body) {
      throw foreign(UNFITTING);
    }
    int keyAt = start + HEADER_BYTES + extras;
    String value = text(buffer, keyAt + key, body - extras - key);
    // where flush_all is forbidden (memcached -F), the server says that it is not authenticated
    if (status == AUTHENTICATION_ERROR && request.kind() != ClassicRequest.Kind.FLUSH) {
      listener()
          .failed(
              new ClassicFailure(
                  request.kind() == ClassicRequest.Kind.LOGIN
                      ? ClassicFailure.Reason.LOGIN_REFUSED
                      : ClassicFailure.Reason.UNAUTHENTICATED,
                  value));
      throw new MemcachedDecodeException("not authenticated for " + this);
    }
    if (status == NO_ERROR
        && request.kind() == ClassicRequest.Kind.SETTINGS
        && (key > 0 || !value.isEmpty())) {
      settings.append(text(buffer, keyAt, key)).append(' ').append(value).append('\n');
      if (settings.length() > MAX_SETTINGS_CHARACTERS) {
        throw foreign("settings without an end");
      }
      return null;
    }
    if (status == NO_ERROR) {
      return new ClassicAnswer(
          true, request.kind() == ClassicRequest.Kind.SETTINGS ? settings.toString() : value);
    }
    boolean gone =
        status == KEY_NOT_FOUND
            && (request.kind() == ClassicRequest.Kind.DELETE
                || request.kind() == ClassicRequest.Kind.GET);
    return new ClassicAnswer(gone, "status 0x%04x %s".formatted(status, value).trim());
  }

  private static String text(ByteBuffer buffer, int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = buffer.get(from + i);
    }
    return new String(bytes, ISO_8859_1);
  }

  private static String rest(ByteBuffer buffer) {
    String text = text(buffer, buffer.position(), Math.min(buffer.remaining(), 256));
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).trim();
  }

  private MemcachedDecodeException foreign(String said) {
    listener().failed(new ClassicFailure(ClassicFailure.Reason.FOREIGN, said));
    return new MemcachedDecodeException("not an answer to " + this);
  }

  /** Without key and value, since Xmemcached logs it. */
  @Override
  public String toString() {
    return "binary command " + request.kind();
  }
}
