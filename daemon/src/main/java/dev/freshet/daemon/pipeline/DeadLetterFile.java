package dev.freshet.daemon.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends dead letters to {@code state.dir/dead-letters.jsonl}, one JSON object a line with the
 * fields {@code time}, {@code position}, {@code table}, {@code transformer}, {@code pool}, {@code
 * key} and {@code reason}. Thread-safe.
 *
 * <p>The file is opened for each append, so that it may be moved away at any time.
 */
final class DeadLetterFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;
  private final Clock clock;

  DeadLetterFile(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  /**
   * Appends {@code letters}; they are on the disk when this returns.
   *
   * @throws IOException if they could not be stored; the changes then count as not dealt with
   */
  synchronized void append(List<DeadLetter> letters) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (DeadLetter letter : letters) {
      lines.append(line(letter)).append('\n');
    }
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private String line(DeadLetter letter) {
    Map<String, @Nullable String> fields = new LinkedHashMap<>();
    fields.put("time", clock.instant().toString());
    fields.put("position", letter.position().text());
    fields.put("table", letter.table().toString());
    fields.put("transformer", letter.transformer());
    fields.put("pool", letter.pool());
    fields.put("key", letter.key() == null ? null : letter.key().toString());
    fields.put("reason", letter.reason());
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
