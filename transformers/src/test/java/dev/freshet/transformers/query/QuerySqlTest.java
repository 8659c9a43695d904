package dev.freshet.transformers.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuerySqlTest {

  @Test
  void namesBecomeQuestionMarksInTheirOrder() {
    QuerySql query =
        QuerySql.parse("SELECT a, b FROM t WHERE a = :user_id AND b > :b1 OR c = :user_id ;");
    assertThat(query.sql()).isEqualTo("SELECT a, b FROM t WHERE a = ? AND b > ? OR c = ?");
    assertThat(query.parameters()).containsExactly("user_id", "b1", "user_id");
  }

  @Test
  void whatStandsInQuotesAndCommentsIsNoName() {
    QuerySql query =
        QuerySql.parse(
            "SELECT ':a', \"it's :b\", `:c?`, 'x\\':d', 'it''s :e' -- :f ?\n"
                + "/* :g ; */ FROM t # :h\n WHERE k = :k");
    assertThat(query.parameters()).containsExactly("k");
    assertThat(query.sql())
        .isEqualTo("SELECT ':a', \"it's :b\", `:c?`, 'x\\':d', 'it''s :e'    FROM t   WHERE k = ?");
  }

  @Test
  void hintsAndCodeForOneKindOfServerStay() {
    assertThat(QuerySql.parse("SELECT /*+ MAX_EXECUTION_TIME(5) */ /*!80000 1, */ 2").sql())
        .isEqualTo("SELECT /*+ MAX_EXECUTION_TIME(5) */ /*!80000 1, */ 2");
  }

  @Test
  void assignmentsAndCommonTableExpressionsAreTaken() {
    assertThat(QuerySql.parse("WITH x AS (SELECT @n := 1) SELECT * FROM x").parameters()).isEmpty();
    assertThat(QuerySql.parse("(SELECT 1) UNION (SELECT :a)").parameters()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "DELETE FROM t|is not a SELECT, which is all that may be asked",
        "SELECT 1; DROP TABLE t|has a ; at character 9: give one statement",
        "SELECT ?|has a ? at character 8: name what stands there, as in :user_id",
        "SELECT 'a|has a ' at character 8 that is not closed",
      })
  void whatIsWrongIsNamed(String text, String problem) {
    assertThat(QuerySql.problem(text)).isEqualTo(problem);
  }
}
