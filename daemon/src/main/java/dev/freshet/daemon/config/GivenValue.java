package dev.freshet.daemon.config;

import dev.freshet.api.config.OptionType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The value of a key that stands in the configuration file.
 *
 * @param written the text in the file
 * @param text the text with each reference to a ConfigProvider replaced by what it stands for
 * @param referenced what the references stand for; never shown
 */
record GivenValue(String written, String text, List<String> referenced) {

  private static final String HIDDEN = "[hidden]";
  private static final int SHOWN_CHARACTERS = 120;

  /** The value as people may see it, in one line. */
  String shown(OptionType type) {
    if (type == OptionType.PASSWORD) {
      return HIDDEN;
    }
    String line = written.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN_CHARACTERS ? line.substring(0, SHOWN_CHARACTERS) + "…" : line;
  }

  /** {@code cause}, or words in its place if it would show what must stay hidden. */
  String withoutSecrets(OptionType type, String cause) {
    Stream<String> secrets =
        type == OptionType.PASSWORD
            ? Stream.concat(Stream.of(text), referenced.stream())
            : referenced.stream();
    List<String> words = wordsOf(cause).toList();
    return secrets.flatMap(GivenValue::wordsOf).anyMatch(words::contains)
        ? "is not valid, and more cannot be said without showing what is hidden"
        : cause;
  }

  private static Stream<String> wordsOf(String text) {
    return Arrays.stream(text.split("[^\\p{L}\\p{N}]+")).filter(word -> !word.isEmpty());
  }
}
