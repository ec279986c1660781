package io.snowwatch.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatasetTest {

  private static Dataset.Builder things() {
    return Dataset.builder()
        .name("things")
        .title("Things")
        .objectPrefix("THING")
        .addColumns(Column.string("THING_ID", "ThingId"));
  }

  @Test
  void aSnapshotHasNoIdentityColumnForTheSameResourceIsInEachOfThem() {
    assertThatThrownBy(() -> things().identityColumn("THING_ID").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Dataset things has the identity column THING_ID, but each of its snapshots holds the"
                + " same resources again");
    assertThat(things().keying(Keying.SOURCE_OBJECT).identityColumn("THING_ID").build().view())
        .contains("THINGS");
  }
}
