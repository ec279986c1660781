package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifierTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "SNOWWATCH, SNOWWATCH",
        "_A1$, _A1$",
        "snowwatch, `\"snowwatch\"`",
        "1ST, `\"1ST\"`",
        "$A, `\"$A\"`",
        "SELECT, `\"SELECT\"`",
        "TRY_CAST, `\"TRY_CAST\"`",
        "`Security Lake`, `\"Security Lake\"`",
        "ÄRGER, `\"ÄRGER\"`",
        "`A.B`, `\"A.B\"`",
        "`A\"B`, `\"A\"\"B\"`",
        "`A\" DROP TABLE T; --`, `\"A\"\" DROP TABLE T; --\"`",
        "`A\\`, `\"A\\\"`",
      })
  void quotesAStoredNameOnlyWhereItNeedsQuotes(String name, String sql) {
    assertThat(new Identifier(name).sql()).isEqualTo(sql);
    assertThat(new Identifier(name)).hasToString(sql);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "snowwatch, SNOWWATCH",
        "Snow$Watch_1, SNOW$WATCH_1",
        "`\"snowwatch\"`, snowwatch",
        "`\"A\"\"B\"`, `A\"B`",
        "`\"a b\"`, `a b`",
        "select, SELECT",
      })
  void readsANameAsSnowflakeReadsIt(String text, String name) {
    assertThat(Identifier.parse(text)).isEqualTo(new Identifier(name));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"a b", "1a", "a-b", "a;b", "`\"a`", "`\"a\"b\"`", "`\"\"`", "``", "a.b", "ä"})
  void rejectsATextThatSnowflakeWouldNotReadAsAName(String text) {
    assertThatThrownBy(() -> Identifier.parse(text))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'"
                + text
                + "' is not the name of a Snowflake object: use letters, digits, underscores and"
                + " dollar signs, beginning with a letter or an underscore, or put the name in"
                + " double quotes, a double quote inside it twice.");
  }

  @Test
  void rejectsANameThatIsTooLong() {
    assertThat(new Identifier("A".repeat(255)).sql()).hasSize(255);
    assertThatThrownBy(() -> Identifier.parse("A".repeat(256)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("shorten it from 256 to 255 characters.");
  }

  @Test
  void rejectsALineBreakWhichWouldEndAComment() {
    assertThatThrownBy(() -> Identifier.parse("\"a\nDROP DATABASE SNOWWATCH;\""))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("remove the control characters.");
  }

  @Test
  void joinsTheQuotedPartsOfAFullName() {
    QualifiedName name =
        QualifiedName.of(new Identifier("A.B"), new Identifier("AWS"), new Identifier("t"));

    assertThat(name.sql()).isEqualTo("\"A.B\".AWS.\"t\"");
    assertThat(name.last()).isEqualTo(new Identifier("t"));
    assertThatThrownBy(() -> new QualifiedName(List.of()))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A qualified name has a database, a schema and an object; it cannot have 0 parts.");
  }
}
