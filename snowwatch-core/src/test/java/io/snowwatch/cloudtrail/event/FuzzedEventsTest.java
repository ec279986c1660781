package io.snowwatch.cloudtrail.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.snowwatch.cloudtrail.split.LogFileReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The log files that fuzzing of the splitter found. */
class FuzzedEventsTest {

  private static final Path INPUTS = Path.of("src", "test", "resources", "io", "snowwatch");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Test
  void everyEventThatIsSplitIsTypedOrToldOfAndReadAsJacksonReadsIt() throws IOException {
    int files = 0;
    for (Path input : inputs()) {
      byte[] file = Files.readAllBytes(input);
      if (file.length > 1 && file[0] == 0x1F) {
        continue;
      }
      List<String> split = new ArrayList<>();
      LogFileReader reader = LogFileReader.of(new ByteArrayInputStream(file));
      while (reader.next()) {
        if (reader.isEvent()) {
          byte[] event =
              Arrays.copyOfRange(reader.bytes(), reader.start(), reader.start() + reader.length());
          assertThat(JsonBytes.tree(event, 0)).as("%s", input).isEqualTo(JSON.readTree(event));
          split.add(new String(event, StandardCharsets.UTF_8));
        }
      }
      List<String> typed = new ArrayList<>();
      PassedOver.Listener listener = what -> what.json().ifPresent(typed::add);
      try (Stream<CloudTrailEvent> events =
          EventStream.of(new ByteArrayInputStream(file), EventFilter.all(), listener)) {
        events.forEach(event -> typed.add(event.originalJson().orElseThrow()));
      }
      assertThat(typed).as("%s", input).isEqualTo(split);
      files++;
    }
    assertThat(files).isGreaterThan(100);
  }

  private static List<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.walk(INPUTS)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("LogFileFuzzTestInputs"))
          .filter(file -> !file.toString().contains("anyGzip"))
          .toList();
    }
  }
}
