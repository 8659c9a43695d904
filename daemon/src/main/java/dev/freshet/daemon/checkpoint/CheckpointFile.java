package dev.freshet.daemon.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Reads and writes the checkpoint file. Not thread-safe.
 *
 * <p>The file is text, one fact a line, fields between tabs: {@code freshet-checkpoint 1}, the name
 * of the daemon that it belongs to, a line {@code intents} with the sequence up to which it has
 * what the {@link IntentFile} stored, a line {@code pool}, name, done mark, intent for each pool,
 * and last the CRC-32C of all lines before, in hexadecimal. It is replaced as a whole: a temporary
 * file is written, forced to the disk and renamed over it, and the rename is forced too.
 */
final class CheckpointFile {

  private static final String HEADER = "freshet-checkpoint\t1";
  private static final String REMEDY =
      "Restore the file from a backup, or move it away: without it the daemon begins as start.from"
          + " says, and what changed since its last stop has to be loaded into the pools again";

  static final String CHECKSUM = "crc32c\t";
  private static final HexFormat HEX = HexFormat.of();

  /** What a file says of one pool, positions as their source wrote them. */
  record Entry(String done, String intent) {}

  /**
   * What a file says.
   *
   * @param sequence up to which stored intents are in it
   * @param pools by name
   */
  record Content(long sequence, Map<String, Entry> pools) {}

  private final Path path;
  private final String name;

  /**
   * @param path where the file is or will be
   * @param name the daemon's configured name
   */
  CheckpointFile(Path path, String name) {
    this.path = path;
    this.name = name;
  }

  Path path() {
    return path;
  }

  /** What the file says, or nothing if there is no file. */
  Optional<Content> read() throws CheckpointException {
    String text;
    try {
      if (!Files.exists(path)) {
        return Optional.empty();
      }
      text = Files.readString(path, UTF_8);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    int checksumLine = text.lastIndexOf(CHECKSUM);
    if (checksumLine < 0 || !text.endsWith("\n")) {
      throw new CheckpointException(
          "The checkpoint file " + path + " is torn: its checksum is missing", REMEDY);
    }
    String body = text.substring(0, checksumLine);
    if (!text.substring(checksumLine).equals(checksumOf(body))) {
      throw new CheckpointException(
          "The checkpoint file " + path + " is damaged: its checksum does not fit", REMEDY);
    }
    return Optional.of(parse(body));
  }

  static CheckpointException unreadable(Path file, IOException cause) {
    return new CheckpointException(
        "The file " + file + " cannot be read: " + cause, "Make it readable for this user", cause);
  }

  private Content parse(String body) throws CheckpointException {
    String[] lines = body.split("\n", -1);
    if (!lines[0].equals(HEADER)) {
      throw new CheckpointException(
          "The file "
              + path
              + " is no checkpoint file that this version reads: it begins with something other than '"
              + HEADER.replace('\t', ' ')
              + "'",
          "Use the version that wrote it, or choose another state.dir");
    }
    long sequence = 0;
    Map<String, Entry> entries = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] fields = lines[i].split("\t", -1);
      if (fields[0].equals("name") && fields.length == 2) {
        requireOwnName(fields[1]);
      } else if (fields[0].equals("intents") && fields.length == 2) {
        sequence = Long.parseLong(fields[1]);
      } else if (fields[0].equals("pool") && fields.length == 4) {
        entries.put(fields[1], new Entry(fields[2], fields[3]));
      } else if (!lines[i].isEmpty()) {
        throw new CheckpointException(
            "The checkpoint file " + path + " has an unknown line '" + fields[0] + "'", REMEDY);
      }
    }
    return new Content(sequence, entries);
  }

  private void requireOwnName(String foundName) throws CheckpointException {
    if (!foundName.equals(name)) {
      throw new CheckpointException(
          "The checkpoint file %s belongs to the daemon '%s', this one is '%s'"
              .formatted(path, foundName, name),
          "Give each daemon a state.dir of its own");
    }
  }

  /** Replaces the file. When this returns, the new one is on the disk. */
  void write(Content content) throws IOException {
    StringBuilder body = new StringBuilder(HEADER).append("\nname\t").append(name).append('\n');
    body.append("intents\t").append(content.sequence()).append('\n');
    content
        .pools()
        .forEach(
            (pool, entry) -> {
              body.append("pool\t").append(pool).append('\t');
              body.append(entry.done()).append('\t').append(entry.intent()).append('\n');
            });
    replace(path, (body + checksumOf(body.toString())).getBytes(UTF_8));
  }

  /** Puts a file in the place of another. When this returns, it is on the disk. */
  static void replace(Path path, byte[] content) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path directory = path.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** The line behind {@code body}. */
  static String checksumOf(String body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body.getBytes(UTF_8));
    return CHECKSUM + HEX.toHexDigits((int) checksum.getValue()) + '\n';
  }
}
