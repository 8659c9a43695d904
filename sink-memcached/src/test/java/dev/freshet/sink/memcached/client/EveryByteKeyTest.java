package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.Operations;
import dev.freshet.sink.memcached.RandomKeys;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a key is made of, it is either refused or written as exactly one command. The
 * system property {@code freshet.soak.keys} says how many keys are tried.
 */
class EveryByteKeyTest {

  private static final int KEYS = Integer.getInteger("freshet.soak.keys", 300_000);
  private static final int SEGMENT = 500;
  private static final int VALUE_BYTES = 40;
  private static final long SEED = 8_577;

  private static final ServerFacts FACTS =
      new ServerFacts("9.9.9", 1 << 20, ServerFacts.USUAL_CHUNK_BYTES, false, false, null);

  @Test
  void aKeyIsRefusedOrWrittenAsOneCommand() {
    RandomKeys keys = new RandomKeys(SEED);
    EmbeddedChannel channel = new EmbeddedChannel();
    CommandBuffer out = new CommandBuffer(channel);
    SegmentWriter writer = new SegmentWriter(false, FACTS);
    List<CacheOperation> operations = new ArrayList<>();
    long written = 0;
    for (int made = 1; made <= KEYS; made++) {
      CacheKey key = keys.next();
      if (key != null) {
        operations.add(
            keys.oneIn(5)
                ? Operations.delete(key)
                : Operations.set(key.bytes(), keys.value(VALUE_BYTES)));
      }
      if (!operations.isEmpty() && (operations.size() == SEGMENT || made == KEYS)) {
        Segment segment = new Segment(List.copyOf(operations), 1);
        segment.number(made);
        writer.write(out, segment, 0);
        check(segment, bytes(channel));
        written += operations.size();
        operations.clear();
      }
    }
    assertThat(written + keys.illegal()).isEqualTo(KEYS);
    assertThat(written).isGreaterThan(KEYS / 5);
    assertThat(keys.illegal()).isGreaterThan(KEYS / 5);
    channel.finishAndReleaseAll();
  }

  private static byte[] bytes(EmbeddedChannel channel) {
    channel.flush();
    ByteBuf all = channel.alloc().buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    return bytes;
  }

  private static void check(Segment segment, byte[] bytes) {
    MetaCommands commands = new MetaCommands(bytes);
    int opaque = segment.firstOpaque();
    for (CacheOperation operation : segment.operations()) {
      byte[] key = operation.key().bytes();
      switch (operation.kind()) {
        case SET -> commands.expectSet(key, operation.value(), opaque++);
        case DELETE -> commands.expectDelete(key, opaque++);
      }
    }
    commands.expectBarrier();
    if (!commands.isAtEnd() || MetaCommands.count(bytes) != segment.operations().size() + 1) {
      throw new AssertionError("more than one command for an operation");
    }
  }

  @Test
  void everyByteValueIsTriedAndControlCharactersAndSpacesAreRefused() {
    for (int value = 0; value < 256; value++) {
      byte[] key = {'a', (byte) value, 'b'};
      boolean control = value <= 0x20 || value == 0x7f;
      assertThat(CacheKey.problem(key, 0, key.length) != null)
          .as("byte %d", value)
          .isEqualTo(control);
    }
  }
}
