package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Test
  void quotesByThePlaceAndNotByTheValue() {
    assertThat(
            SqlText.of(
                "COPY {name} {text} {sql} (\n{lines}\n)",
                new Identifier("it's"),
                "it's {name} $1",
                "$1:a",
                List.of("a", "b")))
        .isEqualTo("COPY \"it's\" 'it''s {name} $1' $1:a (\n  a,\n  b\n)");
  }

  @Test
  void takesNoTextForAName() {
    assertThatThrownBy(() -> SqlText.of("USE ROLE {name}", "R"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("{name} takes no String: USE ROLE {name}");
    assertThatThrownBy(() -> SqlText.of("{text}", new Identifier("R")))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("{text} takes no Identifier: {text}");
  }

  @Test
  void takesExactlyAsManyValuesAsThereArePlaces() {
    assertThatThrownBy(() -> SqlText.of("{text} {text}", "a"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Too few values for: {text} {text}");
    assertThatThrownBy(() -> SqlText.of("{text}", "a", "b"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage("Too many values for: {text}");
  }

  @Test
  void aMisspelledPlaceIsNoPartOfTheStatement() {
    assertThatThrownBy(() -> SqlText.of("USE ROLE {nmae}"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "No place is called {nmae}; write {name}, {text}, {lines} or {sql}: USE ROLE {nmae}");
    assertThat(SqlText.of("REGEXP_LIKE(a, '[0-9]{12}') AND b = {text}", "{nmae}"))
        .isEqualTo("REGEXP_LIKE(a, '[0-9]{12}') AND b = '{nmae}'");
  }
}
