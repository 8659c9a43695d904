package dev.freshet.transformers.key;

import dev.freshet.api.config.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several key templates in one option of type LIST. */
public final class KeyTemplates {

  private KeyTemplates() {}

  /** The templates that an option holds. */
  public static List<KeyTemplate> of(Settings settings, String option) {
    return settings.list(option).stream().map(KeyTemplate::parse).toList();
  }

  /** What is wrong with {@code text} as such an option's value; null if nothing is. */
  public static @Nullable String problem(String text) {
    for (String template : text.split(",", -1)) {
      String problem = KeyTemplate.problem(template);
      if (problem != null) {
        return "has the key \"%s\", which %s".formatted(template.trim(), problem);
      }
    }
    return null;
  }
}
