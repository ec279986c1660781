package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesWriterTest {

  @TempDir private Path folder;

  private JsonLinesWriter writer(long rollOverBytes) {
    return new JsonLinesWriter(
        new FolderObjectStore(folder), part -> "d/part=" + part + ".json.gz", rollOverBytes);
  }

  private static JsonRecord record(String text) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("text", text);
      json.writeEndObject();
    };
  }

  @Test
  void everyRecordIsALineThatEndsWithALineBreak() throws IOException {
    try (JsonLinesWriter writer = writer(1_000_000)) {
      writer.write(record("a\nb"));
      writer.write(record("é😀"));

      assertThat(writer.commit()).containsExactly("d/part=1.json.gz");
    }

    assertThat(gunzip("d/part=1.json.gz")).isEqualTo("{\"text\":\"a\\nb\"}\n{\"text\":\"é😀\"}\n");
  }

  @Test
  void nothingAppearsBeforeTheCommitNorAfterAClose() throws IOException {
    try (JsonLinesWriter writer = writer(1)) {
      writer.write(record("a"));
      writer.write(record("b"));
      assertThat(visibleFiles()).isEmpty();
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void withoutARecordThereIsNoObject() throws IOException {
    try (JsonLinesWriter writer = writer(1)) {
      assertThat(writer.commit()).isEmpty();
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void aLargeSnapshotIsRolledOverAtWholeLinesAndAppearsAtOnce() throws IOException {
    Random random = new Random(1);
    int records = 2_000;
    List<String> keys;
    try (JsonLinesWriter writer = writer(100_000)) {
      for (int i = 0; i < records; i++) {
        byte[] noise = new byte[200];
        random.nextBytes(noise);
        writer.write(record(new String(noise, StandardCharsets.ISO_8859_1)));
      }
      assertThat(visibleFiles()).isEmpty();
      keys = writer.commit();
    }

    assertThat(keys).hasSizeBetween(4, 8);
    long lines = 0;
    for (String key : keys) {
      assertThat(Files.size(folder.resolve(key))).isLessThan(200_000);
      lines += gunzip(key).lines().count();
    }
    assertThat(lines).isEqualTo(records);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private List<Path> visibleFiles() throws IOException {
    return files().stream().filter(f -> !f.getFileName().toString().startsWith(".")).toList();
  }

  private String gunzip(String key) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(key)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
