package dev.freshet.daemon.checkpoint;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of state.dir that holds JSON, and that the daemon can do without. It is replaced as a
 * whole, so that there is the old content or the new one. Thread-safe but for two writes at a time.
 */
public final class StateJson<T> {

  private static final Logger LOG = LoggerFactory.getLogger(StateJson.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;
  private final TypeReference<T> type;
  private final String consequence;

  /**
   * @param name the file's name
   * @param type of what it holds
   * @param consequence what it means if it cannot be read, in words that follow "so that"
   */
  public StateJson(Path stateDirectory, String name, TypeReference<T> type, String consequence) {
    this.file = stateDirectory.resolve(name);
    this.type = type;
    this.consequence = consequence;
  }

  /** What is in it; empty if there is no such file, or nothing of use in it, which is logged. */
  public Optional<T> read() {
    try {
      return Optional.of(MAPPER.readValue(Files.readAllBytes(file), type));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, so that {}: {}", file, consequence, e.toString());
      return Optional.empty();
    }
  }

  /** Puts something else in it. */
  public void write(T content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, MAPPER.writeValueAsBytes(content));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes it, if it is there. */
  public void delete() throws IOException {
    Files.deleteIfExists(file);
  }
}
