package dev.freshet.daemon.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a Java properties file in UTF-8, in their order.
 *
 * @param texts the last text of each key, without blanks around it
 * @param repeated the keys that stand there more than once
 */
record PropertiesFile(Map<String, String> texts, Set<String> repeated) {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static PropertiesFile read(Path file) throws ConfigurationException {
    Lines lines = new Lines();
    try {
      String content = Files.readString(file);
      lines.load(
          new StringReader(content.startsWith(BYTE_ORDER_MARK) ? content.substring(1) : content));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file", "give the path of a configuration file");
    } catch (AccessDeniedException e) {
      throw unreadable(
          file, "may not be read by this user", "let the user that runs Freshet read it");
    } catch (CharacterCodingException e) {
      throw unreadable(file, "is not UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      String cause = Files.isDirectory(file) ? "is a folder" : "cannot be read: " + e.getMessage();
      throw unreadable(file, cause, "give the path of a configuration file");
    } catch (IllegalArgumentException e) {
      throw unreadable(
          file,
          "holds a \\u that four hexadecimal digits do not follow",
          "write a backslash as two: \\\\");
    }
    return new PropertiesFile(lines.texts, lines.repeated);
  }

  private static ConfigurationException unreadable(Path file, String cause, String remedy) {
    return new ConfigurationException(
        file, List.of(new ConfigProblem(file.toString(), null, cause, remedy)));
  }

  /** Sees each line as it is read, where a map would only keep the last of each key. */
  private static final class Lines extends Properties {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> texts = new LinkedHashMap<>();
    private final transient Set<String> repeated = new LinkedHashSet<>();

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      if (texts.put((String) key, ((String) value).strip()) != null) {
        repeated.add((String) key);
      }
      return super.put(key, value);
    }
  }
}
