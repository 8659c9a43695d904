package dev.freshet.daemon.transforms;

import static dev.freshet.daemon.transforms.ConfiguredTransforms.KAFKAS;
import static dev.freshet.daemon.transforms.SampleTable.PEOPLE;
import static dev.freshet.daemon.transforms.SampleTable.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

class ChangeTransformsTest {

  private static final long COMMITTED = 1_700_000_000_123_456L;
  private static final RowImage ANN = person(1, "Ann", "12.50", "2026-11-20 07:45:00");
  private static final RowImage BEN = person(2, "Ben", "0.00", "0000-00-00 00:00:00");

  private static RowChange passed(ChangeTransforms transforms, RowChange change) {
    TransformedChange outcome = transforms.apply(change, COMMITTED);
    assertThat(outcome).isInstanceOf(TransformedChange.Passed.class);
    return ((TransformedChange.Passed) outcome).change();
  }

  private static TransformedChange.Failed failed(ChangeTransforms transforms, RowChange change) {
    TransformedChange outcome = transforms.apply(change, COMMITTED);
    assertThat(outcome).isInstanceOf(TransformedChange.Failed.class);
    return (TransformedChange.Failed) outcome;
  }

  private static ConfiguredTransforms unsharded() throws Exception {
    return new ConfiguredTransforms()
        .then(
            "unshard",
            KAFKAS + "RegexRouter",
            "regex",
            "shop\\.site_\\d+\\.(.*)",
            "replacement",
            "shop.site.$1");
  }

  @Test
  void whatNoTransformTouchesIsTheSameChange() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .then("other", KAFKAS + "RegexRouter", "regex", "nothing", "replacement", "x")
            .open();
    RowChange change = RowChange.update(PEOPLE, ANN, BEN);

    assertThat(passed(transforms, change)).isSameAs(change);
  }

  @Test
  void aRowTakenOutOfItsEnvelopeIsTheSameChange() throws Exception {
    ChangeTransforms transforms = new ConfiguredTransforms().thenRow().open();

    for (RowChange change :
        List.of(
            RowChange.insert(PEOPLE, ANN),
            RowChange.update(PEOPLE, ANN, BEN),
            RowChange.delete(PEOPLE, BEN))) {
      assertThat(passed(transforms, change)).isSameAs(change);
    }
  }

  @Test
  void shardsBecomeOneTable() throws Exception {
    ChangeTransforms transforms = unsharded().open();

    RowChange zero = passed(transforms, RowChange.insert(PEOPLE, ANN));
    RowChange one =
        passed(transforms, RowChange.delete(SampleTable.named("site_1", "people"), BEN));

    assertThat(zero.table()).isEqualTo(new TableName("site", "people"));
    assertThat(zero.after()).isSameAs(ANN);
    assertThat(zero.schema().primaryKey()).containsExactly(0);
    assertThat(one.schema()).as("so that transformers are bound once").isSameAs(zero.schema());
    assertThat(one.kind()).isEqualTo(RowChange.Kind.DELETE);
    assertThat(one.before()).isSameAs(BEN);
  }

  @Test
  void columnsAreRenamedLeftOutAndAdded() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then(
                "shape",
                KAFKAS + "ReplaceField$Value",
                "renames",
                "name:title",
                "exclude",
                "balance")
            .then(
                "mark", KAFKAS + "InsertField$Value", "static.field", "site", "static.value", "eu")
            .open();

    RowChange change = passed(transforms, RowChange.update(PEOPLE, ANN, BEN));

    assertThat(change.kind()).isEqualTo(RowChange.Kind.UPDATE);
    assertThat(change.schema().columns())
        .extracting(Column::name)
        .containsExactly("id", "title", "born", "site");
    assertThat(WrittenValue.before(change))
        .isEqualTo(
            Map.of(
                "id", "long 1",
                "title", "utf8 Ann",
                "born", "temporal 2026-11-20 07:45:00",
                "site", "text eu"));
    assertThat(WrittenValue.after(change))
        .as("what Connect has no value for is as it was")
        .containsEntry("born", "temporal 0000-00-00 00:00:00")
        .containsEntry("title", "utf8 Ben");
    assertThat(change.schema().columns().get(1).type()).isEqualTo(ColumnType.VARCHAR);
    assertThat(change.schema().primaryKey()).containsExactly(0);
  }

  @Test
  void aTableThatIsDefinedAnewKeepsItsValues() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then("shape", KAFKAS + "ReplaceField$Value", "renames", "born:birth")
            .open();
    passed(transforms, RowChange.insert(PEOPLE, ANN));

    RowChange change =
        passed(transforms, RowChange.insert(SampleTable.named("site_0", "people"), BEN));

    assertThat(WrittenValue.after(change)).containsEntry("birth", "temporal 0000-00-00 00:00:00");
  }

  @Test
  void theSameShapeIsTheSameInstance() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then("shape", KAFKAS + "ReplaceField$Value", "exclude", "balance")
            .open();

    TableSchema first = passed(transforms, RowChange.insert(PEOPLE, ANN)).schema();
    for (int i = 0; i < 3; i++) {
      assertThat(passed(transforms, RowChange.insert(PEOPLE, BEN)).schema()).isSameAs(first);
    }
  }

  @Test
  void changedValuesAreWrittenAnewInTheFormOfTheirColumn() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then("mask", KAFKAS + "MaskField$Value", "fields", "name,balance,born")
            .open();

    RowChange change = passed(transforms, RowChange.insert(PEOPLE, ANN));

    assertThat(change.schema()).as("its columns are the same").isSameAs(PEOPLE);
    assertThat(WrittenValue.after(change))
        .isEqualTo(
            Map.of(
                "id", "long 1",
                "name", "text ",
                "balance", "decimal 0.00",
                "born", "temporal 1970-01-01 00:00:00"));
  }

  @Test
  void typesChange() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then("cast", KAFKAS + "Cast$Value", "spec", "id:string,balance:float64")
            .then(
                "born",
                KAFKAS + "TimestampConverter$Value",
                "field",
                "born",
                "target.type",
                "string",
                "format",
                "yyyy-MM-dd")
            .open();

    RowChange change = passed(transforms, RowChange.insert(PEOPLE, ANN));

    assertThat(WrittenValue.after(change))
        .containsEntry("id", "text 1")
        .containsEntry("balance", "double 12.5")
        .containsEntry("born", "text 2026-11-20");
    assertThat(change.schema().columns())
        .extracting(Column::type)
        .containsExactly(
            ColumnType.VARCHAR, ColumnType.VARCHAR, ColumnType.DOUBLE, ColumnType.VARCHAR);
  }

  @Test
  void aFilterDropsAndIsCounted() throws Exception {
    Transforms transforms =
        new ConfiguredTransforms()
            .then("drop", KAFKAS + "Filter")
            .where(true, KAFKAS + "predicates.TopicNameMatches", "pattern", "shop\\.site_0\\..*")
            .create();
    try (ChangeTransforms opened = transforms.open()) {
      assertThat(opened).isNotNull();
      RowChange other = RowChange.delete(SampleTable.named("site_1", "people"), BEN);

      assertThat(opened.apply(RowChange.insert(PEOPLE, ANN), COMMITTED))
          .isInstanceOf(TransformedChange.Passed.class);
      assertThat(opened.apply(other, COMMITTED)).isInstanceOf(TransformedChange.Dropped.class);
      assertThat(transforms.dropped()).isEqualTo(1);
    }
  }

  @Test
  void whatWasFilteredBeforeTheChangeIsNew() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms().thenRow().then("named", Named.class.getName()).open();
    RowImage nameless = person(1, null, "1.00", "2026-11-20 07:45:00");

    assertThat(passed(transforms, RowChange.update(PEOPLE, nameless, ANN)).kind())
        .isEqualTo(RowChange.Kind.INSERT);
    assertThat(transforms.apply(RowChange.update(PEOPLE, ANN, nameless), COMMITTED))
        .isInstanceOf(TransformedChange.Dropped.class);
  }

  @Test
  void onATombstoneARowIsRemoved() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms()
            .then("tombstone", Tombstone.class.getName())
            .then("row", KAFKAS + "ExtractField$Value", "field", "after")
            .where(true, KAFKAS + "predicates.RecordIsTombstone")
            .open();

    RowChange change = passed(transforms, RowChange.update(PEOPLE, BEN, ANN));

    assertThat(change.kind()).isEqualTo(RowChange.Kind.DELETE);
    assertThat(change.before()).isSameAs(BEN);
  }

  @Test
  void aStructThatIsChangedInPlaceIsNoticed() throws Exception {
    ChangeTransforms transforms =
        new ConfiguredTransforms().then("shout", Shouting.class.getName()).open();
    RowChange insert = RowChange.insert(PEOPLE, ANN);

    RowChange change = passed(transforms, insert);

    assertThat(WrittenValue.after(change))
        .containsEntry("name", "text ANN")
        .containsEntry("id", "long 1");
    assertThat(change.schema()).isSameAs(PEOPLE);
    assertThat(WrittenValue.after(insert)).containsEntry("name", "utf8 Ann");
  }

  @Test
  void oneThatThrowsLeavesAReasonWithoutRowDataAndTheRowsToRemove() throws Exception {
    ChangeTransforms transforms =
        unsharded().thenRow().then("cast", KAFKAS + "Cast$Value", "spec", "name:int32").open();

    TransformedChange.Failed failed =
        failed(
            transforms,
            RowChange.update(PEOPLE, person(1, "7", "1.00", "2026-01-01 00:00:00"), ANN));

    assertThat(failed.reason())
        .startsWith("transform cast failed with org.apache.kafka.connect.errors.DataException at ")
        .contains("mend the transform")
        .doesNotContain("Ann");
    assertThat(failed.untransformed())
        .extracting(change -> change.table() + " " + change.kind() + " " + name(change))
        .containsExactly(
            "site_0.people UPDATE utf8 7",
            "site.people UPDATE utf8 7",
            "site.people DELETE long 7");
  }

  private static String name(RowChange change) {
    return WrittenValue.of(change.requireBefore(), 1);
  }

  @Test
  void whatIsNoRowAndNoEnvelopeCannotBeUsed() throws Exception {
    ChangeTransforms number =
        new ConfiguredTransforms()
            .thenRow()
            .then("id", KAFKAS + "ExtractField$Value", "field", "id")
            .open();
    assertThat(failed(number, RowChange.insert(PEOPLE, ANN)).reason())
        .startsWith(
            "what the transforms made cannot be used: its value is a java.lang.Integer, neither a"
                + " Struct with a row nor an envelope");

    ChangeTransforms topic =
        new ConfiguredTransforms()
            .then("route", KAFKAS + "RegexRouter", "regex", ".*", "replacement", "people")
            .open();
    assertThat(failed(topic, RowChange.insert(PEOPLE, ANN)).reason())
        .contains("the topic people names no table: topics are shop.DATABASE.TABLE");
  }

  @Test
  void aTableIsRoutedWithoutARow() throws Exception {
    Transforms transforms =
        new ConfiguredTransforms()
            .then("drop", KAFKAS + "Filter")
            .then("key", KAFKAS + "ValueToKey", "fields", "name")
            .then(
                "unshard",
                KAFKAS + "RegexRouter",
                "regex",
                "shop\\.site_\\d+\\.(.*)",
                "replacement",
                "site.$1")
            .create();

    assertThat(transforms.routed(PEOPLE.table())).isEqualTo(new TableName("site", "people"));
    assertThat(transforms.routed(new TableName("other", "people")))
        .isEqualTo(new TableName("other", "people"));
    assertThat(transforms.untried())
        .as("which route by what a row holds, for all we know")
        .containsExactly("key");
  }

  @Test
  void anOutlineTellsTheColumnsBeforeThereAreRows() throws Exception {
    Transforms transforms =
        new ConfiguredTransforms()
            .thenRow()
            .then("shape", KAFKAS + "ReplaceField$Value", "renames", "name:title")
            .create();

    assertThat(((TransformedChange.Passed) transforms.outline(PEOPLE)).change().schema().columns())
        .extracting(Column::name)
        .containsExactly("id", "title", "balance", "born");
    assertThat(new ConfiguredTransforms().then("drop", KAFKAS + "Filter").create().outline(PEOPLE))
        .isInstanceOf(TransformedChange.Dropped.class);
  }

  /** Has nothing to configure. */
  abstract static class Plain implements Transformation<SourceRecord> {

    @Override
    public void configure(Map<String, ?> options) {}

    @Override
    public ConfigDef config() {
      return new ConfigDef();
    }

    @Override
    public void close() {}
  }

  /** Drops rows without a name. */
  public static final class Named extends Plain {
    @Override
    @SuppressWarnings("NullAway") // null drops the record, which Connect's interface does not say
    public SourceRecord apply(SourceRecord record) {
      return record.value() instanceof Struct row && row.get("name") == null ? null : record;
    }
  }

  /** Makes a tombstone of what is an update that changes something. */
  public static final class Tombstone extends Plain {
    @Override
    public SourceRecord apply(SourceRecord record) {
      Struct envelope = (Struct) record.value();
      return envelope.getStruct("before").equals(envelope.getStruct("after"))
          ? record
          : record.newRecord(
              record.topic(),
              record.kafkaPartition(),
              record.keySchema(),
              record.key(),
              null,
              null,
              record.timestamp());
    }
  }

  /** Changes the record that it is given, and gives it back. */
  public static final class Shouting extends Plain {
    @Override
    public SourceRecord apply(SourceRecord record) {
      Struct row = ((Struct) record.value()).getStruct("after");
      row.put("name", "ANN");
      return record;
    }
  }
}
