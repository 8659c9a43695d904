package dev.freshet.daemon.transforms;

import static dev.freshet.daemon.transforms.SampleTable.PEOPLE;
import static dev.freshet.daemon.transforms.SampleTable.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import io.debezium.transforms.ByLogicalTableRouter;
import io.debezium.transforms.ExtractNewRecordState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Debezium's own transforms with our records. */
class DebeziumTransformsTest {

  private static final String EXTRACT = ExtractNewRecordState.class.getName();
  private static final RowImage ANN = person(1, "Ann", "12.50", "2026-11-20 07:45:00");
  private static final RowImage BEN = person(2, "Ben", "0.00", "0000-00-00 00:00:00");

  private static RowChange passed(ChangeTransforms transforms, RowChange change) {
    TransformedChange outcome = transforms.apply(change, 1_700_000_000_123_456L);
    assertThat(outcome).isInstanceOf(TransformedChange.Passed.class);
    return ((TransformedChange.Passed) outcome).change();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tombstone", "delete-to-tombstone"})
  void flattenedRowsAreTheSameChanges(String deletes) throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .then("unwrap", EXTRACT, "delete.tombstone.handling.mode", deletes)
            .open();

    for (RowChange change :
        List.of(
            RowChange.insert(PEOPLE, ANN),
            RowChange.update(PEOPLE, ANN, BEN),
            RowChange.delete(PEOPLE, BEN))) {
      assertThat(passed(transforms, change)).as(deletes).isSameAs(change);
    }
  }

  @Test
  void withoutAnyOptionDeletesAreKept() throws Exception {
    ChangeTransforms transforms = new ConfiguredTransforms().then("unwrap", EXTRACT).open();
    RowChange delete = RowChange.delete(PEOPLE, BEN);

    assertThat(passed(transforms, delete)).isSameAs(delete);
  }

  @Test
  void droppedDeletesAreDropped() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .then("unwrap", EXTRACT, "delete.tombstone.handling.mode", "drop")
            .open();

    assertThat(transforms.apply(RowChange.delete(PEOPLE, BEN), 0))
        .isInstanceOf(TransformedChange.Dropped.class);
  }

  @Test
  void metadataBecomeColumnsAndDeletesAreRewritten() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .then(
                "unwrap",
                EXTRACT,
                "delete.tombstone.handling.mode",
                "rewrite",
                "add.fields",
                "op,table,source.ts_ms")
            .open();

    RowChange update = passed(transforms, RowChange.update(PEOPLE, BEN, ANN));
    assertThat(WrittenValue.after(update))
        .containsEntry("__op", "text u")
        .containsEntry("__table", "text people")
        .containsEntry("__source_ts_ms", "long 1700000000123")
        .containsEntry("__deleted", "text false")
        .containsEntry("balance", "decimal 12.50");
    assertThat(WrittenValue.before(update))
        .as("as an update that changes nothing would show it")
        .containsEntry("born", "temporal 0000-00-00 00:00:00");

    RowChange delete = passed(transforms, RowChange.delete(PEOPLE, BEN));
    assertThat(delete.kind()).isEqualTo(RowChange.Kind.DELETE);
    assertThat(WrittenValue.before(delete))
        .containsEntry("__deleted", "text true")
        .containsEntry("name", "utf8 Ben");
  }

  @Test
  void shardsBecomeOneTable() throws Exception {
    ConfiguredTransforms router =
        new ConfiguredTransforms()
            .then(
                "route",
                ByLogicalTableRouter.class.getName(),
                "topic.regex",
                "(.*)\\.site_\\d+\\.(.*)",
                "topic.replacement",
                "$1.site.$2");
    ChangeTransforms transforms = router.open();

    RowChange zero = passed(transforms, RowChange.update(PEOPLE, ANN, BEN));
    RowChange one =
        passed(transforms, RowChange.delete(SampleTable.named("site_1", "people"), ANN));

    assertThat(zero.table()).isEqualTo(new TableName("site", "people"));
    assertThat(zero.schema().columns()).extracting(Column::name).contains("id", "born");
    assertThat(one.schema()).isSameAs(zero.schema());
    assertThat(WrittenValue.before(zero))
        .isEqualTo(
            Map.of(
                "id", "long 1",
                "name", "utf8 Ann",
                "balance", "decimal 12.50",
                "born", "temporal 2026-11-20 07:45:00"));
    assertThat(router.create().routed(new TableName("site_7", "people")))
        .isEqualTo(new TableName("site", "people"));
  }
}
