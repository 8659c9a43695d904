package dev.freshet.transformers.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import dev.freshet.transformers.object.JsonTree;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PageTemplateTest {

  @Test
  void valuesAreEscapedForHtml() {
    assertThat(page("<a title='{{x}}'>{{x}}</a>{{{x}}}", "<\"&'`=>"))
        .isEqualTo(
            "<a title='&lt;&quot;&amp;&#39;&#x60;&#x3D;&gt;'>"
                + "&lt;&quot;&amp;&#39;&#x60;&#x3D;&gt;</a><\"&'`=>");
  }

  @Test
  void numbersArePrintedAsInJson() {
    assertThat(page("{{x}}", new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(page("{{x}}", 1e300)).isEqualTo("1e300");
    assertThat(page("{{x}}", true)).isEqualTo("true");
    assertThat(page("{{x}}", new byte[] {65})).isEqualTo("QQ&#x3D;&#x3D;");
    assertThat(page("{{{x}}}", JsonTree.parse("{\"a\":[1.50]}"))).isEqualTo("{\"a\":[\"1.50\"]}");
  }

  @Test
  void sectionsAreLeftOutForNothing() {
    String text = "{{#x}}yes{{/x}}{{^x}}no{{/x}}";
    assertThat(page(text, null)).isEqualTo("no");
    assertThat(page(text, 0L)).isEqualTo("no");
    assertThat(page(text, "")).isEqualTo("no");
    assertThat(page(text, false)).isEqualTo("no");
    assertThat(page(text, JsonTree.parse("[]"))).isEqualTo("no");
    assertThat(page(text, 1L)).isEqualTo("yes");
    assertThat(page(text, new BigDecimal("0.50"))).isEqualTo("yes");
    assertThat(page(text, JsonTree.parse("0.5"))).isEqualTo("yes");
  }

  @Test
  void nullIsEmptyText() {
    assertThat(page("[{{x}}]", null)).isEqualTo("[]");
  }

  @Test
  void objectsHaveNoMethods() {
    for (String name : new String[] {"class", "bytes", "length", "toString", "hashCode", "empty"}) {
      assertThatThrownBy(() -> page("{{x." + name + "}}", "text"))
          .isInstanceOf(MustacheException.Context.class);
    }
  }

  @Test
  void namesOfTheRowAreToldFromThoseInSections() {
    PageTemplate template =
        PageTemplate.compile(
            "{{a}}{{b.c}}{{#d}}{{e}}{{^f}}{{.}}{{this}}{{-index}}{{/f}}{{/d}}{{^g}}{{h}}{{/g}}");
    assertThat(template.required()).containsExactly("a", "b", "d", "g", "h");
    assertThat(template.names()).containsExactlyInAnyOrder("a", "b", "d", "e", "f", "g", "h");
  }

  @Test
  void whatIsNoTemplateIsSaidWithItsPlace() {
    assertThatThrownBy(() -> PageTemplate.compile("a\n{{#b}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b");
    assertThatThrownBy(() -> PageTemplate.compile("{{>part}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("includes the template part, but a template cannot include another");
  }

  private static String page(String text, @Nullable Object x) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("x", TemplateValue.of(x));
    return new String(PageTemplate.compile(text).render(values), UTF_8);
  }
}
