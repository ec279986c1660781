package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderedPartsTest {

  private static final String FOLDER = "rendered";
  private static final RenderedParts PARTS = new RenderedParts(Sources.catalog());

  static Set<String> parts() {
    return PARTS.files().keySet();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartIsWhatTheCatalogSays(String part) {
    RenderedFile.at(FOLDER + "/" + part).assertContent(PARTS.files().get(part));
  }

  @Test
  void nothingElseLiesAmongTheParts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(FOLDER))) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(parts());
    }
  }

  @Test
  void theTemplateAndTheReadmeNameEverySetting() {
    RenderedFile.at("settings.template.yml").assertContent(StackSettings.template());
    RenderedFile.at("README.md").assertSection("settings", StackSettings.markdown());
  }

  @Test
  void theReadmeSaysWhatEachFunctionMayDo() {
    RenderedFile.at("README.md")
        .assertSection("permissions", PermissionsTable.markdown(Sources.catalog()));
  }
}
