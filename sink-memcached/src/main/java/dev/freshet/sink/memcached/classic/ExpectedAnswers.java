package dev.freshet.sink.memcached.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.code.yanf4j.buffer.IoBuffer;
import com.google.code.yanf4j.core.CodecFactory;
import com.google.code.yanf4j.core.Session;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import net.rubyeye.xmemcached.codec.MemcachedCodecFactory;
import net.rubyeye.xmemcached.exception.MemcachedDecodeException;

/**
 * Lets answers through only while some are awaited: what a server says unasked would make
 * Xmemcached's reactor wait for ever for the command that it belongs to.
 */
final class ExpectedAnswers implements CodecFactory {

  private static final int QUOTED_BYTES = 256;

  private final CodecFactory codec = new MemcachedCodecFactory();
  private final BooleanSupplier awaited;
  private final Consumer<ClassicFailure> listener;

  /**
   * @param listener told what the server says unasked
   */
  ExpectedAnswers(BooleanSupplier awaited, Consumer<ClassicFailure> listener) {
    this.awaited = awaited;
    this.listener = listener;
  }

  @Override
  public Encoder getEncoder() {
    return codec.getEncoder();
  }

  @Override
  public Decoder getDecoder() {
    Decoder decoder = codec.getDecoder();
    return (buffer, session) -> decode(decoder, buffer, session);
  }

  private Object decode(Decoder decoder, IoBuffer buffer, Session session) {
    if (awaited.getAsBoolean()) {
      return decoder.decode(buffer, session);
    }
    byte[] said = new byte[Math.min(buffer.remaining(), QUOTED_BYTES)];
    buffer.get(said);
    String text = new String(said, ISO_8859_1);
    listener.accept(new ClassicFailure(ClassicFailure.Reason.FOREIGN, text.split("\r?\n", 2)[0]));
    throw new MemcachedDecodeException("something that was not asked for");
  }
}
