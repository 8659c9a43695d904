package dev.freshet.transformers.row;

import static dev.freshet.transformers.Tables.PHOTOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Broken;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.RecordedOperations;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowValueTest {

  private static final FakeRow PHOTO =
      FakeRow.of(
          PHOTOS,
          7L,
          "public",
          new BigDecimal("19.90"),
          0.5,
          true,
          new Json("{\"title\":\"<Sea>\",\"tags\":[\"a\",2.50]}"),
          new byte[] {65, 66},
          4L);

  private final Map<String, String> options =
      new HashMap<>(Map.of("table", "shop.photos", "key", "photo:${id}"));

  @TempDir Path directory;

  @Test
  void aJsonColumnIsEmbedded() throws Exception {
    options.put("columns", "id,meta");
    assertThat(insert(PHOTO))
        .containsExactly(
            "set photo:7 {\"id\":7,\"meta\":{\"title\":\"<Sea>\",\"tags\":[\"a\",2.50]}}");
  }

  @Test
  void fieldsStandInTheirOwnOrderUnderTheirOwnNames() throws Exception {
    options.put(
        "fields",
        "size, number=id, cents=price * 100, label=status + ', ' + id, title=meta.title,"
            + " tags=meta.tags, none=meta.none, cheap=price < 20, half=rating, raw=bytes,"
            + " all=[id, 1.50, 3, size(status), meta.none]");
    assertThat(insert(PHOTO))
        .containsExactly(
            "set photo:7 {\"size\":4,\"number\":7,\"cents\":1990.00,\"label\":\"public, 7\","
                + "\"title\":\"<Sea>\",\"tags\":[\"a\",2.50],\"none\":null,\"cheap\":true,"
                + "\"half\":0.5,\"raw\":\"QUI=\",\"all\":[7,1.50,3,6,null]}");
  }

  @Test
  void onlyColumnsThatFieldsAreMadeOfAreNeeded() throws Exception {
    options.put("fields", "number=id, cents=price * 100");
    assertThat(insert(FakeRow.of(PHOTOS, 7L).with("price", new BigDecimal("1.5"))))
        .containsExactly("set photo:7 {\"number\":7,\"cents\":150.0}");
    assertThat(insert(FakeRow.of(PHOTOS, 7L)))
        .containsExactly(
            "delete photo:7",
            "reject photo:7: the row image lacks the column price, so that the key was removed"
                + " instead of stored; set binlog_row_image=FULL on the server and in every"
                + " session");
  }

  @Test
  void aFieldThatCannotBeComputedRemovesTheKeyAndIsRejected() throws Exception {
    options.put("fields", "id, odd=status * 2");
    assertThat(insert(PHOTO))
        .containsExactly(
            "delete photo:7",
            "reject photo:7: the field odd cannot be computed: * needs a number and was given"
                + " text, so that the key was removed instead of stored; mend its expression in"
                + " fields");
    options.put("fields", "id, large=rating * 1e308 * 1e308");
    String page = template("{{large}}");
    assertThat(insert(PHOTO).get(1))
        .isEqualTo(
            "reject photo:7: the field large cannot be computed: its value is not a finite number,"
                + " so that the key was removed instead of stored; mend its expression in fields");
    options.put("value", "template");
    options.put("template", page);
    assertThat(insert(PHOTO).get(1))
        .isEqualTo(
            "reject photo:7: the template failed: IllegalArgumentException, so that the key was"
                + " removed instead of stored; mend the template "
                + page);
  }

  @Test
  void aColumnThatCannotBeDecodedRemovesTheKeyAndIsNamed() throws Exception {
    String rejected =
        "reject photo:7: the column status cannot be decoded (BrokenException), so that the key was"
            + " removed instead of stored; leave the column out, or report it with its type,"
            + " varchar, and the server's version";
    FakeRow broken = PHOTO.with("status", new Broken());
    for (Map<String, String> more :
        List.of(
            Map.<String, String>of(),
            Map.of("fields", "id, status"),
            Map.of("value", "msgpack"),
            Map.of("value", "string", "value.column", "status"),
            Map.of("value", "template", "template", template("{{status}}")))) {
      options.keySet().retainAll(List.of("table", "key"));
      options.putAll(more);
      assertThat(insert(broken)).as("%s", more).containsExactly("delete photo:7", rejected);
      assertThat(update(PHOTO.with("id", 6L), broken))
          .as("%s", more)
          .containsExactly("delete photo:6", "delete photo:7", rejected);
      assertThat(delete(broken)).containsExactly("delete photo:7");
    }
  }

  @Test
  void aKeyThatCannotBeDecodedIsNamedAndTheOldOneRemoved() throws Exception {
    options.put("columns", "id");
    FakeRow broken = PHOTO.with("id", new Broken());
    String reason =
        "reject null: the column id, which the key is made of, cannot be decoded (BrokenException),"
            + " so that %s; report it with the column's type and the server's version";
    assertThat(insert(broken)).containsExactly(reason.formatted("nothing could be stored"));
    assertThat(update(PHOTO, broken))
        .containsExactly(reason.formatted("nothing could be stored"), "delete photo:7");
    assertThat(update(broken, PHOTO))
        .containsExactly(
            reason.formatted("an old key may be left behind"), "set photo:7 {\"id\":7}");
    assertThat(delete(broken)).containsExactly(reason.formatted("an old key may be left behind"));
  }

  @Test
  void aStringIsTheColumnItself() throws Exception {
    assertThat(string("status", PHOTO)).isEqualTo("public");
    assertThat(string("price", PHOTO)).isEqualTo("19.90");
    assertThat(string("bytes", PHOTO)).isEqualTo("AB");
    assertThat(string("meta", PHOTO)).isEqualTo("{\"title\":\"<Sea>\",\"tags\":[\"a\",2.50]}");
    assertThat(string("featured", PHOTO)).isEqualTo("true");
  }

  @Test
  void aStringThatIsNullIsRemoved() throws Exception {
    options.put("value", "string");
    options.put("value.column", "status");
    assertThat(insert(PHOTO.with("status", null))).containsExactly("delete photo:7");
  }

  @Test
  void aTemplateIsFilledWithColumnsOrFieldsAndEscaped() throws Exception {
    options.put("value", "template");
    options.put(
        "template",
        template(
            "<b>{{ID}} {{meta.title}} {{price}}</b>{{#featured}}!{{/featured}}"
                + "{{#meta.tags}}[{{.}}]{{/meta.tags}}{{^meta.none}}-{{/meta.none}}"));
    assertThat(insert(PHOTO)).containsExactly("set photo:7 <b>7 &lt;Sea&gt; 19.90</b>![a][2.50]-");
    options.put("fields", "label=status + '&' + id");
    options.put("template", template("<i>{{label}}</i>"));
    assertThat(insert(PHOTO)).containsExactly("set photo:7 <i>public&amp;7</i>");
  }

  @Test
  void aTemplateThatNamesSomethingElseIsAnError() throws Exception {
    options.put("value", "template");
    String file = template("{{id}} {{prise}}");
    options.put("template", file);
    assertThatThrownBy(this::bound)
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photo.template=%s names prise, which a value of the table shop.photos"
                    .formatted(file)
                + " does not have; did you mean price?");
    options.put("columns", "id,status");
    options.put("template", template("{{#meta}}{{/meta}}"));
    assertThatThrownBy(this::bound).hasMessageEndingWith("it has id, status");
  }

  @Test
  void aTemplateThatFailsRemovesTheKeyAndIsRejected() throws Exception {
    options.put("value", "template");
    String file = template("{{id}}\n{{meta.author}}");
    options.put("template", file);
    assertThat(insert(PHOTO))
        .containsExactly(
            "delete photo:7",
            "reject photo:7: the template failed: it has nothing to put for meta.author in line 2,"
                + " so that the key was removed instead of stored; mend the template "
                + file);
  }

  @Test
  void optionsThatDoNotGoTogetherAreAllNamed() {
    options.put("columns", "id");
    options.put("fields", "id");
    options.put("value.column", "id");
    options.put("ttl.jitter", "5%");
    assertThat(problems())
        .isEqualTo(
            Map.of(
                "fields", "cannot stand beside columns: name all that is wanted in fields",
                "value.column", "has no meaning without value=string",
                "ttl.jitter", "has nothing to shorten: give a ttl too, or leave ttl.jitter out"));
    options.remove("fields");
    options.remove("ttl.jitter");
    options.remove("value.column");
    options.put("value", "string");
    options.put("template", "x");
    assertThat(problems())
        .isEqualTo(
            Map.of(
                "columns", "has no meaning with value=string, which is one column; leave it out",
                "value.column", "is missing, but value=string needs it",
                "template", "has no meaning without value=template"));
    options.remove("columns");
    options.remove("template");
    options.put("value", "template");
    assertThat(problems()).isEqualTo(Map.of("template", "is missing, but value=template needs it"));
  }

  @Test
  void aTemplateFileThatCannotBeUsedIsAnErrorAtStart() throws Exception {
    options.put("value", "template");
    options.put("template", directory.resolve("nowhere").toString());
    assertThat(problems().get("template"))
        .isEqualTo(
            "is not there: give the path of a file, absolute or from the folder "
                + Path.of("").toAbsolutePath());
    options.put("template", template("line\n{{#open}}"));
    assertThat(problems().get("template")).startsWith("is not a template: ").contains("open");
    options.put("template", template("{{>part}}"));
    assertThat(problems().get("template")).startsWith("is not a template: ").contains("part");
    Files.write(directory.resolve("latin"), new byte[] {(byte) 0xe4, ' '});
    options.put("template", directory.resolve("latin").toString());
    assertThat(problems().get("template"))
        .isEqualTo("cannot be read as UTF-8 text: MalformedInputException");
  }

  @Test
  void everyKindOfValueCarriesTheFlagsThatItsReaderHasForIt() throws Exception {
    options.put("value.compression", "pylibmc");
    assertThat(string("status", PHOTO)).isEqualTo("public flags=16");
    assertThat(string("size", PHOTO)).isEqualTo("4 flags=16");
    assertThat(string("bytes", PHOTO)).isEqualTo("AB");
    options.put("flags", "2048");
    assertThat(string("bytes", PHOTO)).isEqualTo("AB flags=2048");
    options.remove("flags");
    options.remove("value.column");
    options.put("columns", "id");
    options.put("value", "json");
    assertThat(insert(PHOTO)).containsExactly("set photo:7 {\"id\":7} flags=16");
    options.put("value", "msgpack");
    assertThat(insert(PHOTO).get(0)).doesNotContain("flags");
    options.put("value", "template");
    options.put("template", template("{{id}}"));
    assertThat(insert(PHOTO)).containsExactly("set photo:7 7 flags=16");
  }

  @Test
  void aLongValueIsCompressed() throws Exception {
    options.put("columns", "status");
    options.put("value.compression", "php_memcache");
    options.put("value.compression.min", "100");
    assertThat(insert(PHOTO.with("status", "a"))).containsExactly("set photo:7 {\"status\":\"a\"}");
    assertThat(insert(PHOTO.with("status", "a".repeat(1000))).get(0))
        .hasSizeLessThan(60)
        .endsWith(" flags=2");
  }

  private String template(String text) throws Exception {
    return Files.writeString(Files.createTempFile(directory, "page", ".html"), text).toString();
  }

  private String string(String column, FakeRow row) throws Exception {
    options.put("value", "string");
    options.put("value.column", column);
    return insert(row).get(0).substring("set photo:7 ".length());
  }

  private Map<String, String> problems() {
    try {
      RowTransformerFactory factory = new RowTransformerFactory();
      factory.create("photo", Settings.of(factory.options(), options));
      return Map.of();
    } catch (InvalidSettingsException e) {
      return e.problems();
    }
  }

  private List<String> insert(FakeRow after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.insert(PHOTOS, after));
  }

  private List<String> update(FakeRow before, FakeRow after) throws Exception {
    return RecordedOperations.of(bound(), RowChange.update(PHOTOS, before, after));
  }

  private List<String> delete(FakeRow before) throws Exception {
    return RecordedOperations.of(bound(), RowChange.delete(PHOTOS, before));
  }

  private RowTransformer bound() throws Exception {
    RowTransformerFactory factory = new RowTransformerFactory();
    return factory.create("photo", Settings.of(factory.options(), options)).bind(PHOTOS);
  }
}
