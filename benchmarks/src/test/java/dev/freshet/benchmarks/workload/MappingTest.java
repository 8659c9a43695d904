package dev.freshet.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MappingTest {

  @Test
  void eachTableHasATransformerOfItsOwn() {
    Mapping mapping =
        Mapping.ofRows(List.of(new MappedTable("d.one", "o:"), new MappedTable("d.two", "t:")));

    assertThat(mapping.tableNames()).isEqualTo("d.one,d.two");
    assertThat(mapping.freshet())
        .contains(
            "transformers=table1,table2",
            "transformers.table1.table=d.one",
            "transformers.table2.table=d.two",
            "transformers.table2.key=t:${id}");
  }
}
