package dev.freshet.transformers.expression;

import static dev.freshet.transformers.Tables.PHOTOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Broken;
import dev.freshet.transformers.FakeRow.Json;
import dev.freshet.transformers.Tables;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  private static final FakeRow PHOTO =
      FakeRow.of(
          PHOTOS,
          7L,
          "public",
          new BigDecimal("19.90"),
          0.5,
          true,
          new Json("{\"title\":\"Sea\",\"tags\":[\"a\",\"b\"],\"size\":{\"w\":3},\"class\":1}"),
          new byte[] {1, 2},
          4L);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status == 'public'",
        "status != \"private\" && id > 3",
        "status eq 'public' and not (id lt 3)",
        "STATUS == 'public' || id / 0 == 1",
        "id >= 7 && id <= 7 && id == 7.0",
        "price == 19.9 && price < 20",
        "price * 100 == 1990",
        "price * 1.1 == 21.89",
        "0.1 + 0.2 == 0.3",
        "rating == 0.5 && rating < 1",
        "featured",
        "featured == 1 && featured == true",
        "id",
        "id & 4",
        "id % 2 == 1",
        "-id == 0 - 7",
        "status =^ 'pub' && status =$ 'lic'",
        "status =~ ['public', 'friends']",
        "id =~ [1, 7.0, 12]",
        "!(id =~ [1, 2])",
        "id !~ [1, 2]",
        "size(status) == 6",
        "!empty(status)",
        "${size} == 4",
        "${ status } == 'public'",
        "meta.title == 'Sea'",
        "meta['title'] == 'Sea'",
        "meta.tags[1] == 'b' && size(meta.tags) == 2",
        "meta.size.w == 3",
        "meta.class == 1",
        "meta.nothing == null",
        "meta.nothing.more == null",
        "meta.tags[9] == null && meta.tags[9].more == null && meta.tags.more == null",
        "(status == 'x' ? 1 : 2) == 2",
        "(meta.nothing ?? 'none') == 'none'",
        "18446744073709551615 > id",
        "'it\\'s' == \"it's\"",
        "status + '/' + id == 'public/7'",
        "price + '' == '19.90'",
      })
  void whatHoldsHolds(String text) throws Exception {
    assertThat(bound(text).holdsFor(PHOTO)).as(text).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status == 'PUBLIC'",
        "status == null",
        "null",
        "id - 7",
        "!featured",
        "status =~ []",
        "id > null",
        "id < null",
        "null + 1",
        "null > 0 || null <= 0",
        "meta.nothing =^ 'a'",
        "id =~ null",
        "empty(status) || 1 > 2",
      })
  void whatDoesNotHoldDoesNot(String text) throws Exception {
    assertThat(bound(text).holdsFor(PHOTO)).as(text).isFalse();
  }

  @Test
  void nullGoesThroughCalculationsAsInSql() throws Exception {
    FakeRow unknown = PHOTO.with("price", null).with("status", null).with("meta", null);
    for (String text :
        List.of(
            "price * 100",
            "price + 1",
            "1 - price",
            "price / 2",
            "price % 2",
            "-price",
            "status + 'x'",
            "price & 1",
            "meta.title",
            "meta.title.more",
            "meta[0]",
            "meta.tags[0]",
            "meta.title + meta",
            "(meta.title == 1) ? 1 : meta")) {
      assertThat(bound(text).valueFor(unknown)).as(text).isNull();
    }
    assertThat(bound("price > 1 || price <= 1").holdsFor(unknown)).isFalse();
    assertThat(bound("price == null").holdsFor(unknown)).isTrue();
    assertThat(bound("price ?? 5").valueFor(unknown)).isEqualTo(5L);
    assertThat(bound("meta == null && meta.title == null && empty(meta)").holdsFor(unknown))
        .isTrue();
  }

  @Test
  void numbersAreExact() throws Exception {
    FakeRow large = PHOTO.with("id", new BigInteger("18446744073709551615"));
    assertThat(bound("id + 1").valueFor(large)).isEqualTo(new BigInteger("18446744073709551616"));
    assertThat(bound("id - id + 2").valueFor(large)).isEqualTo(2L);
    assertThat(bound("id * id").valueFor(PHOTO.with("id", Long.MAX_VALUE)))
        .isEqualTo(new BigInteger("85070591730234615847396907784232501249"));
    assertThat(bound("price * 100").valueFor(PHOTO)).isEqualTo(new BigDecimal("1990.00"));
    assertThat(bound("id / 2").valueFor(PHOTO)).isEqualTo(new BigDecimal("3.5000"));
    assertThat(bound("price / 3").valueFor(PHOTO)).isEqualTo(new BigDecimal("6.633333"));
    assertThat(bound("price % 3").valueFor(PHOTO)).isEqualTo(new BigDecimal("1.90"));
    assertThat(bound("rating * 3").valueFor(PHOTO)).isEqualTo(1.5);
    assertThat(bound("1.5e1 + id").valueFor(PHOTO)).isEqualTo(22.0);
    assertThat(bound("1e-1 * id").valueFor(PHOTO)).isEqualTo(0.7000000000000001);
    assertThat(bound("rating + ''").valueFor(PHOTO)).isEqualTo("0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "status == 5 | == compares text with a number",
        "status < id | < compares text with a number",
        "status * 2 | * needs a number and was given text",
        "bytes > 1 | > needs a number and was given binary data",
        "meta.tags == 1 | == needs a number and was given a list",
        "meta.size == 1 | == needs a number and was given a JSON object",
        "id =^ 'a' | =^ needs text and was given a number",
        "status =~ 'pub.*' | =~ looks for a value in a list, [1, 2], and was given a pattern",
        "rating & 1 | & needs a whole number and was given a fraction",
        "id / 0 | a number is divided by zero",
        "id % 0.0 | a number is divided by zero",
        "status + bytes | + needs a number and was given binary data",
        "status | a condition needs a number and was given text",
        "status && id | a condition needs a number and was given text",
        "(status).class | a part is taken of what is not JSON",
        "meta.title.length == 3 | a part is taken of what is not JSON",
        "size(id) | size and empty were given a number",
      })
  void whatMakesNoSenseIsSaidWithoutRowData(String text, String message) throws Exception {
    assertThatThrownBy(() -> bound(text).holdsFor(PHOTO))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(message);
  }

  @Test
  void aColumnThatCannotBeDecodedIsNamed() throws Exception {
    FakeRow broken = PHOTO.with("status", new Broken());
    assertThatThrownBy(() -> bound("status == 'a'").holdsFor(broken))
        .hasMessage("the column status cannot be decoded (BrokenException)");
    assertThat(bound("id == 7 || status == 'a'").holdsFor(broken))
        .as("what is not needed is not decoded")
        .isTrue();
  }

  @Test
  void partsAreTakenOfTextThatIsJson() throws Exception {
    FakeRow text = PHOTO.with("status", "{\"kind\":\"public\",\"price\":1.50,\"no\":null}");
    assertThat(bound("status.kind").valueFor(text)).isEqualTo("public");
    assertThat(bound("status.price").valueFor(text)).isEqualTo(new BigDecimal("1.50"));
    assertThat(bound("status.no").valueFor(text)).isNull();
    assertThatThrownBy(() -> bound("status.kind").valueFor(PHOTO))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("the column status does not hold JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "status = 'a' | has a single =; write == to compare (at character 8)",
        "status == 'a | has a ' that is not closed (at character 11)",
        "lower(status) == 'a' | calls lower; expressions have no functions but size and empty (at character 1)",
        "status.length() > 1 | calls length; expressions have no functions but size and empty (at character 8)",
        "a:b(1) | calls b; expressions have no functions but size and empty (at character 3)",
        "id == | is not an expression (at character 4)",
        "${size == 1 | has a ${ that no } closes (at character 1)",
        "${} == 1 | has a ${} that names no column (at character 1)",
        "$a == 1 | has the name $a; write ${$a} (at character 1)",
        "id == `x` | has a `, which no expression has (at character 7)",
        "id == 1${size} | has a {, which no expression has (at character 9)",
        "${size}1 == 1 | has two names side by side (at character 8)",
        "id; id | has a ;, which no expression has (at character 3)",
        "id == 1 // x | has a //, which no expression has (at character 9)",
        "1..5 | has a .., which no expression has (at character 2)",
        "id++ | has a ++, which no expression has (at character 3)",
        "{'a': 1} | has a {, which no expression has (at character 1)",
      })
  void whatIsNoExpressionIsSaidWithItsPlace(String text, String problem) {
    assertThat(Expression.problem(text)).isEqualTo(problem);
  }

  @Test
  void thePlaceIsThatInTheTextAsItWasTyped() {
    assertThat(Expression.problem("${a b} == 1.5 == == 2"))
        .isEqualTo("is not an expression (at character 15)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new('java.lang.String')",
        "new String('x')",
        "''.getClass()",
        "status.bytes()",
        "(x) -> { x }",
        "x -> x",
        "while (true) {}",
        "for (x : meta) x",
        "#pragma jexl.namespace.a java.lang.System",
        "@silent id",
        "var x = 1",
        "id += 1",
        "return 5",
        "if (true) 5",
        "throw 5",
        "function(x) { x }",
        "import java.lang.System",
        "`${new('java.lang.String')}`",
        "System.exit(0)",
        "~/a+/",
      })
  void thereIsNoWayToRunAnythingElse(String text) {
    assertThat(Expression.problem(text)).as(text).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "''.class",
        "''.class.name",
        "'abc'.bytes",
        "(status).class",
        "(status).bytes",
        "(status).empty",
        "(id).MAX_VALUE",
        "(id)['class']",
        "meta.getClass",
        "meta.values",
        "meta.tags.class",
        "meta.tags['class']",
        "[1].class",
      })
  void objectsHaveNoPropertiesButTheMembersOfJson(String text) throws Exception {
    assertThat(valueOrNothing(text)).as(text).isNull();
  }

  @Test
  void columnsAreFoundWhateverTheyAreCalled() throws Exception {
    TableSchema odd = Tables.table("shop.odd", "id", "first name", "new", "$x", "größe");
    FakeRow row = FakeRow.of(odd, 1L, "Ada", "n", "d", "g").with("größe", "{\"länge\":\"g\"}");
    assertThat(
            Expression.parse("${first name} + ${new} + ${$x} + größe.länge")
                .bind(odd, "odd", "where")
                .valueFor(row))
        .isEqualTo("Adandg");
  }

  @Test
  void onlyTheColumnsThatAreNamedAreNeeded() throws Exception {
    assertThat(bound("price > 1 && meta.title == 'x' && price < 5").columns())
        .containsExactly(2, 5);
    assertThat(bound("1 == 1").columns()).isEmpty();
  }

  @Test
  void aColumnThatTheTableLacksIsNamedWithTheNearest() {
    assertThatThrownBy(() -> bound("statsu == 'a'"))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photo.where names the column statsu, which the table shop.photos does"
                + " not have; did you mean status?");
  }

  @Test
  void aPartOfWhatHasNoneIsAnError() {
    assertThatThrownBy(() -> bound("price.cents == 90"))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photo.where takes a part of the column price of the table shop.photos,"
                + " which is DECIMAL and has none; only JSON has parts");
  }

  /** Null for what cannot be evaluated, too. */
  private static @Nullable Object valueOrNothing(String text) throws BindException {
    try {
      return bound(text).valueFor(PHOTO);
    } catch (EvaluationException e) {
      return null;
    }
  }

  private static BoundExpression bound(String text) throws BindException {
    return Expression.parse(text).bind(PHOTOS, "photo", "where");
  }
}
