package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The last Serverless of the third version, which npm still has, reads the same serverless.yml. */
@Tag("slow")
class ServerlessThreeIT {

  private static final String VERSION = "3.40.0";

  @Test
  void theThirdVersionOfServerlessMakesTheSameStack() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "serverless-3"));
    Path program = folder.resolve(Path.of("node_modules", "serverless", "bin", "serverless.js"));
    if (!Files.exists(program)) {
      Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
      Osls.run(
          folder,
          List.of(
              "npm",
              "install",
              "--prefer-offline",
              "--ignore-scripts",
              "--no-audit",
              "--no-fund",
              "serverless@" + VERSION),
          Map.of());
    }
    List<String> command = new ArrayList<>(List.of("node", program.toAbsolutePath().toString()));
    command.addAll(List.of("package", "--package", "target/package-serverless-3"));
    PlainTemplate.values().forEach(value -> command.addAll(List.of("--param", value)));

    Osls.run(Path.of(""), command, PackageIT.OFFLINE);

    assertThat(
            PlainTemplate.of(
                new ObjectMapper().readTree(PackageIT.file("package-serverless-3").toFile())))
        .isEqualTo(Files.readString(PackageIT.PLAIN));
  }
}
