package io.snowwatch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggedRegionTest {

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void write() throws IOException {
    file =
        Files.writeString(
            folder.resolve("Source.java"),
            """
            class Source {
                // tag::one[]
                if (a) {

                  b();
                }
                // end::one[]
                // end::two[]
                // tag::two[]
                // tag::three[]
            }
            """);
  }

  @Test
  void theCommonIndentationIsTakenOff() {
    assertThat(TaggedRegion.of(file, "one")).isEqualTo("if (a) {\n\n  b();\n}\n");
  }

  @Test
  void aRegionThatIsNotThereOrNotClosedIsRefused() {
    assertThatThrownBy(() -> TaggedRegion.of(file, "four"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " has to have the line '// tag::four[]' exactly once.");
    assertThatThrownBy(() -> TaggedRegion.of(file, "three"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " has to have the line '// end::three[]' exactly once.");
    assertThatThrownBy(() -> TaggedRegion.of(file, "two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " ends 'two' before it begins.");
  }
}
