package dev.freshet.connector.binlog.client;

import dev.freshet.api.spi.SourceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** What a server sends in answer to the request for its binlog, made by hand. */
public final class SentEvents {

  private static final int LARGEST_PACKET = 0xffffff;

  private SentEvents() {}

  /** Events in their packets. */
  public static byte[] packets(List<byte[]> events) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    int number = 1;
    for (byte[] event : events) {
      byte[] payload = new byte[1 + event.length];
      System.arraycopy(event, 0, payload, 1, event.length);
      int at = 0;
      int length;
      do {
        length = Math.min(LARGEST_PACKET, payload.length - at);
        sent.write(length);
        sent.write(length >> 8);
        sent.write(length >> 16);
        sent.write(number++);
        sent.write(payload, at, length);
        at += length;
      } while (length == LARGEST_PACKET);
    }
    return sent.toByteArray();
  }

  /** Has bytes read as the product reads them, until that ends with an exception. */
  public static void read(byte[] sent, EventHandler handler)
      throws IOException, SourceException, InterruptedException {
    new EventReader(new ByteArrayInputStream(sent), handler, 0).run();
  }
}
