package dev.freshet.transformers.key;

import dev.freshet.api.config.Settings;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.TableFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several key templates of one transformer. */
public final class KeyTemplates {

  private KeyTemplates() {}

  /** The templates that an option of type LIST holds. */
  public static List<KeyTemplate> of(Settings settings, String option) {
    return settings.list(option).stream().map(KeyTemplate::parse).toList();
  }

  /**
   * Where a key comes from.
   *
   * @param tables the tables with whose columns the templates are filled
   * @param content what is stored under such keys
   */
  public static KeyTrace trace(
      CacheKey key,
      List<KeyTemplate> templates,
      IllegalKeyPolicy policy,
      TableFilter tables,
      KeyTrace.Content content) {
    if (policy == IllegalKeyPolicy.HASH
        && templates.stream().anyMatch(template -> template.mayHash(key))) {
      return new KeyTrace.Untraceable(
          "may have made it as the hash of a longer key, from which nothing can be read");
    }
    List<Map<String, String>> columns = new ArrayList<>();
    for (KeyTemplate template : templates) {
      columns.addAll(template.read(key, policy));
    }
    if (columns.size() > KeyReading.MOST_WAYS) {
      return new KeyTrace.Untraceable(
          "may have made it in more than %d ways; separate the columns in its key by what their values"
                  .formatted(KeyReading.MOST_WAYS)
              + " do not contain");
    }
    return columns.isEmpty() ? KeyTrace.NONE : new KeyTrace.OfRows(tables, columns, content);
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
