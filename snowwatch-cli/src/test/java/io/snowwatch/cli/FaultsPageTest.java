package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about faults names tests that there are. */
class FaultsPageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))(?:\\.([\\w*]+))?`");

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Map<String, String> classes = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              String name = String.valueOf(file.getFileName());
              classes.put(
                  name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
          }
        }
      }
    }

    String page = Files.readString(ROOT.resolve("docs/faults.md"));

    assertThat(TEST.matcher(page).results().map(m -> m.group(1) + "." + m.group(2)))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            named -> {
              int dot = named.indexOf('.');
              String method = named.substring(dot + 1);
              assertThat(classes).containsKey(named.substring(0, dot));
              if (!method.equals("*") && !method.equals("null")) {
                assertThat(classes.get(named.substring(0, dot))).contains(" " + method + "(");
              }
            });
  }
}
