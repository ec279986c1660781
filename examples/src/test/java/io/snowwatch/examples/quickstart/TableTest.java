package io.snowwatch.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void numbersStandToTheRight() {
    Table table =
        new Table(
            List.of("NAME", "COUNT"), List.of(List.of("one", "1,000"), List.of("another", "2")));

    assertThat(table.lines())
        .containsExactly(
            "  NAME     COUNT", "  -------  -----", "  one      1,000", "  another      2");
  }

  @Test
  void theWidestColumnGivesWay() {
    Table table =
        new Table(
            List.of("A", "B"), List.of(List.of("a".repeat(30), "b".repeat(60)), List.of("c", "")));

    assertThat(table.lines()).allMatch(line -> line.length() <= 80);
    assertThat(table.lines().get(2)).contains("a".repeat(30)).endsWith("b...");
  }

  @Test
  void nothingBelowTheHeadingsIsNothing() {
    assertThat(new Table(List.of("A", "BC"), List.of()).lines())
        .containsExactly("  A  BC", "  -  --");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Table(List.of("A"), List.of(List.of("1", "2"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Row [1, 2] has 2 values, not 1.");
  }
}
