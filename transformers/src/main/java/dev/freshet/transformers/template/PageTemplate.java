package dev.freshet.transformers.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled template in the language of Mustache (mustache(5)), which escapes what it is given for
 * HTML. Immutable and thread-safe.
 *
 * <p>NULL is empty text, and a section over it is left out; so are sections over false, the whole
 * number 0, empty text and empty arrays. A name that stands for nothing is an error, except of a
 * section. Templates that include others are not known.
 */
final class PageTemplate {

  /** Gives the members of maps and the elements of lists, and nothing else of an object. */
  private static final class Members extends BasicCollector {
    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return new ConcurrentHashMap<>();
    }
  }

  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .escapeHTML(true)
          .nullValue("")
          .emptyStringIsFalse(true)
          .zeroIsFalse(true)
          .withFormatter(TemplateValue::text)
          .withCollector(new Members());

  private final Template template;
  private final Set<String> required;
  private final Set<String> names;

  private PageTemplate(Template template, Set<String> required, Set<String> names) {
    this.template = template;
    this.required = required;
    this.names = names;
  }

  /**
   * Compiles {@code text}.
   *
   * @throws IllegalArgumentException if it is no template, with what is wrong and where
   */
  static PageTemplate compile(String text) {
    try {
      Template template = COMPILER.compile(text);
      Names required = new Names(false);
      Names names = new Names(true);
      template.visit(required);
      template.visit(names);
      return new PageTemplate(template, required.found, names.found);
    } catch (MustacheException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The names that it takes from the row itself, as far as they do not stand in a section. */
  Set<String> required() {
    return required;
  }

  /** The names that it may take from the row. */
  Set<String> names() {
    return names;
  }

  /**
   * The page for {@code values}.
   *
   * @throws MustacheException if a name stands for nothing
   */
  byte[] render(Map<String, ?> values) {
    return template.execute(values).getBytes(UTF_8);
  }

  /** Gathers names; of {@code meta.title} it is {@code meta} that the row has to have. */
  private static final class Names implements Mustache.Visitor {

    final Set<String> found = new LinkedHashSet<>();
    private final boolean withSections;

    Names(boolean withSections) {
      this.withSections = withSections;
    }

    @Override
    public void visitText(String text) {}

    @Override
    public void visitVariable(String name) {
      add(name);
    }

    @Override
    public boolean visitInclude(String name) {
      throw new IllegalArgumentException(
          "includes the template %s, but a template cannot include another".formatted(name));
    }

    @Override
    public boolean visitParent(String name) {
      return visitInclude(name);
    }

    @Override
    public boolean visitSection(String name) {
      add(name);
      return withSections;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      add(name);
      return true;
    }

    private void add(String name) {
      int dot = name.indexOf('.');
      String first = dot < 0 ? name : name.substring(0, dot);
      if (!first.isEmpty() && !first.equals("this") && !first.startsWith("-")) {
        found.add(first);
      }
    }
  }
}
