package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.Compression;
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
  void linesAreCompressedAsTheyAreByDefaultElsewhere() throws IOException {
    JsonNode serverless = new YAMLMapper().readTree(Path.of("serverless.yml").toFile());

    assertThat(Compression.parse(serverless.at("/params/default/compression").asText()))
        .isEqualTo(LogFileTransfer.DEFAULT_COMPRESSION);
  }

  @Test
  void theReadmeSaysWhatEachFunctionMayDo() {
    RenderedFile.at("README.md")
        .assertSection("permissions", PermissionsTable.markdown(Sources.catalog()));
  }
}
