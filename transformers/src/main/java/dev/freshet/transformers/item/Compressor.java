package dev.freshet.transformers.item;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses values, with memory that it uses again. Not thread-safe.
 *
 * <p>It lives as long as the transformer that is bound to a table; its memory outside of the heap
 * is given back with it, by the garbage collector.
 */
final class Compressor {

  /** A buffer that one large value has made larger than this, in bytes, is not kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private final CompressedForm form;
  private final Deflater deflater;
  private byte[] buffer = {};

  Compressor(CompressedForm form) {
    this.form = form;
    this.deflater = form.deflater();
  }

  /** The compressed value; null if that is not smaller than the value. */
  byte @Nullable [] compress(byte[] value) {
    int room = value.length - 1 - form.before() - form.after();
    if (room <= 0) {
      return null;
    }
    if (buffer.length < value.length) {
      buffer = new byte[value.length];
    }
    deflater.reset();
    deflater.setInput(value);
    deflater.finish();
    int deflated = deflater.deflate(buffer, form.before(), room);
    byte[] compressed = deflater.finished() ? framed(value, deflated) : null;
    if (buffer.length > KEPT_BYTES) {
      buffer = new byte[0];
    }
    return compressed;
  }

  private byte[] framed(byte[] value, int deflated) {
    ByteBuffer out = CompressedForm.buffer(buffer);
    form.begin(out, value);
    out.position(form.before() + deflated);
    form.end(out, value);
    return Arrays.copyOf(buffer, out.position());
  }
}
