package io.snowwatch.snowflake.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.testing.RenderedFile;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoctorPageTest {

  @Test
  void thePageHasEveryFindingWithItsCauseAndRemedy() {
    StringBuilder page = new StringBuilder();
    table(page, "Anywhere", Arrays.stream(Kind.values()).filter(kind -> kind.hop().isEmpty()));
    for (Hop hop : Hop.values()) {
      table(
          page,
          hop.name() + ": " + hop.title(),
          Arrays.stream(Kind.values()).filter(kind -> kind.hop().filter(hop::equals).isPresent()));
    }
    RenderedFile.at("../docs/doctor.md").assertSection("findings", page.toString());
  }

  private static void table(StringBuilder page, String title, Stream<Kind> kinds) {
    page.append("### ").append(title).append("\n\n");
    page.append("| finding | severity | cause | remedy |\n|---|---|---|---|\n");
    kinds.forEach(
        kind ->
            page.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(kind, kind.severity(), kind.cause(), kind.remedy())));
    page.append('\n');
  }

  @Test
  void everyHopHasAFindingAndEveryFindingASentence() {
    for (Hop hop : Hop.values()) {
      assertThat(Kind.values()).anyMatch(kind -> kind.hop().filter(hop::equals).isPresent());
    }
    assertThat(Kind.values())
        .allSatisfy(
            kind -> {
              assertThat(kind.cause()).endsWith(".");
              assertThat(kind.remedy()).endsWith(".");
            });
  }
}
