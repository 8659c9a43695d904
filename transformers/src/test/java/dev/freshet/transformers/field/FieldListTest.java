package dev.freshet.transformers.field;

import static dev.freshet.transformers.Tables.PHOTOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.spi.BindException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldListTest {

  @Test
  void commasInsideAnExpressionSeparateNothing() throws Exception {
    List<BoundField> fields =
        FieldList.parse("id, a='x,y', b=id =~ [1, 2], c=(id), ${size}, d=${price}, é=id == 1")
            .bind(PHOTOS, "photo");
    assertThat(fields)
        .extracting(BoundField::name)
        .containsExactly("id", "a", "b", "c", "size", "d", "é");
    assertThat(FieldColumns.of(fields)).containsExactly(0, 2, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "id,,size | has an empty field: give columns or NAME=EXPRESSION with a comma between each two",
        "id, size, id=price | names the field id twice",
        "meta.title | has the field \"meta.title\", which has no name that fits: write NAME=meta.title",
        "price*100 | has the field \"price*100\", which has no name that fits: write NAME=price*100",
        "a.b=id | has the field \"a.b=id\", which has no name that fits: write NAME=EXPRESSION, with a NAME without . ( [ and blanks",
        "=id | has the field \"=id\", which has no name that fits: write NAME=EXPRESSION, with a NAME without . ( [ and blanks",
        "a=id = 1 | has the field a, whose expression \"id = 1\" has a single =; write == to compare (at character 4)",
        "a= | has the field a, whose expression \"\" is empty",
        "a='x | has the field a, whose expression \"'x\" has a ' that is not closed (at character 1)",
      })
  void whatIsNoListIsSaid(String text, String problem) {
    assertThat(FieldList.problem(text)).isEqualTo(problem);
  }

  @Test
  void columnsThatTheTableLacksAreNamed() {
    assertThatThrownBy(() -> FieldList.parse("a=sice").bind(PHOTOS, "photo"))
        .isInstanceOf(BindException.class)
        .hasMessage(
            "transformers.photo.fields names the column sice, which the table shop.photos does not"
                + " have; did you mean size?");
    assertThatThrownBy(() -> FieldList.parse("a=sise + 1").bind(PHOTOS, "photo"))
        .isInstanceOf(BindException.class)
        .hasMessageStartingWith("transformers.photo.fields names the column sise");
  }
}
