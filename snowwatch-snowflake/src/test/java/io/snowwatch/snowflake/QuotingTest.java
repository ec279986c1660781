package io.snowwatch.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotingTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "it's, `'it''s'`",
        "`'; DROP DATABASE SNOWWATCH; --`, `'''; DROP DATABASE SNOWWATCH; --'`",
        "`\\'; DROP TABLE T; --`, `'\\\\''; DROP TABLE T; --'`",
        "a\\d, 'a\\\\d'",
        "$1 $$ $NAME, '$1 $$ $NAME'",
        "\"A\", '\"A\"'",
        "``, ''",
      })
  void keepsAnyTextInsideOneConstant(String text, String sql) {
    assertThat(Quoting.literal(text)).isEqualTo(sql);
  }

  @Test
  void writesControlCharactersAsEscapeSequences() {
    assertThat(Quoting.literal("a\nb\tc\rd\0")).isEqualTo("'a\\nb\\tc\\rd\\0'");
  }

  @Test
  void putsAProgramBetweenDollarsUnlessItHoldsThem() {
    assertThat(Quoting.program("BEGIN $1 END")).isEqualTo("$$BEGIN $1 END$$");
    assertThat(Quoting.program("a $$; DROP TABLE T; $$ b'"))
        .isEqualTo("'a $$; DROP TABLE T; $$ b'''");
    assertThat(Quoting.program("ends with $")).isEqualTo("'ends with $'");
  }

  @Test
  void putsAStageInQuotesOnlyWhereItsNameHasThem() {
    QualifiedName plain = QualifiedName.of(new Identifier("AWS"), new Identifier("STAGE"));
    QualifiedName awkward = QualifiedName.of(new Identifier("AWS"), new Identifier("it's \\ x"));

    assertThat(Quoting.stagePath(plain, "a-b/")).isEqualTo("@AWS.STAGE/a-b/");
    assertThat(Quoting.stagePath(awkward, "a/")).isEqualTo("'@AWS.\"it''s \\\\ x\"/a/'");
  }

  @Test
  void quotesAMemberThatIsAReservedWord() {
    assertThat(Quoting.member("State")).isEqualTo("State");
    assertThat(Quoting.member("Start")).isEqualTo("\"Start\"");
  }
}
