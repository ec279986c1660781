package io.snowwatch.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import io.snowwatch.cloudtrail.LogFileTransfer.Transferred;
import io.snowwatch.cloudtrail.split.Gzip;
import io.snowwatch.cloudtrail.split.LogFileKind;
import io.snowwatch.cloudtrail.split.LogFileSalvage;
import io.snowwatch.cloudtrail.split.LogFiles;
import io.snowwatch.cloudtrail.split.MalformedLogFileException;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogFileTransferTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REST = "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/f";
  private static final String SOURCE = "cloudtrail/" + REST + ".json.gz";
  private static final String LINES = "cloudtrail_monitoring/" + REST + ".json.gz";
  private static final String QUARANTINE = "cloudtrail_quarantine/" + REST + ".json.gz";

  @TempDir private Path folder;
  private FolderObjectStore store;
  private LogFileTransfer transfer;

  @BeforeEach
  void setUp() {
    store = new FolderObjectStore(folder);
    transfer =
        new LogFileTransfer(
                store,
                "cloudtrail",
                store,
                LogFileDirectories.of(
                    BucketLayout.of(Sources.catalog()),
                    Sources.catalog().source("cloudtrail_events")))
            .compressedWith(Compression.GZIP);
  }

  private void put(String key, byte[] bytes) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Transferred transfer(byte[] logFile) throws IOException {
    put(SOURCE, logFile);
    for (String written : List.of(LINES, QUARANTINE)) {
      Files.deleteIfExists(folder.resolve(written));
    }
    return transfer.transfer(SOURCE).orElseThrow();
  }

  private String gunzip(String key) throws IOException {
    try (InputStream in = new GZIPInputStream(store.open(key))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private List<JsonNode> quarantine() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : gunzip(QUARANTINE).lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void aGoodFileLeavesNoQuarantine() throws IOException {
    Transferred done = transfer("{\"Records\":[{\"e\":1},{\"e\":2}]}".getBytes(UTF_8));

    assertThat(done.events()).isEqualTo(2);
    assertThat(done.quarantined()).isEmpty();
    assertThat(gunzip(LINES)).isEqualTo("{\"e\":1}\n{\"e\":2}\n");
    assertThat(store.list("").toList()).containsExactly(SOURCE, LINES);
  }

  @Test
  void theGoodEventsOfADamagedFileLandAndTheRestIsQuarantined() throws IOException {
    String bad = "{\"é\":\"\u0001\",\n\"f\":tru}";
    Transferred done =
        transfer(
            Gzip.gzip(
                ("{\"Records\":[{\"e\":\n1}," + bad + ",{\"e\":\r\n[2,\n3]},{\"e\":4")
                    .getBytes(UTF_8)));

    assertThat(gunzip(LINES)).isEqualTo("{\"e\":1}\n{\"e\":[2,3]}\n");
    assertThat(done.events()).isEqualTo(2);
    assertThat(done.quarantined())
        .contains(
            new Quarantined(
                QUARANTINE,
                2,
                bad.getBytes(UTF_8).length + 6,
                "At byte 28 of the uncompressed log file: a string contains a control"
                    + " character."));
    List<JsonNode> lines = quarantine();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).get("SourceKey").textValue()).isEqualTo(SOURCE);
    assertThat(lines.get(0).get("SourceLocation").textValue()).isEqualTo(store.location(SOURCE));
    assertThat(lines.get(0).get("Offset").longValue()).isEqualTo(21);
    assertThat(lines.get(0).get("Length").longValue()).isEqualTo(bad.getBytes(UTF_8).length);
    assertThat(lines.get(0).get("Reason").textValue())
        .isEqualTo(done.quarantined().orElseThrow().problem());
    assertThat(lines.get(0).get("Data").binaryValue()).isEqualTo(bad.getBytes(UTF_8));
    assertThat(lines.get(1).get("Data").binaryValue()).isEqualTo("{\"e\":4".getBytes(UTF_8));
    assertThat(lines.get(1).get("Reason").textValue()).contains("the file is cut off");
  }

  @Test
  void doingItAgainWritesTheSameBytes() throws IOException {
    byte[] logFile = "{\"Records\":[{\"e\":1},{\"e\":tru},{\"e\":2}]}".getBytes(UTF_8);
    transfer(logFile);
    byte[] lines = Files.readAllBytes(folder.resolve(LINES));
    byte[] quarantine = Files.readAllBytes(folder.resolve(QUARANTINE));

    transfer(logFile);

    assertThat(folder.resolve(LINES)).hasBinaryContent(lines);
    assertThat(folder.resolve(QUARANTINE)).hasBinaryContent(quarantine);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void theBytesDoNotDependOnHowTheLogFileArrives(Compression compression) throws IOException {
    StringBuilder file = new StringBuilder("{\"Records\":[");
    Random random = new Random(6);
    while (file.length() < 400_000) {
      file.append("{\"n\":").append(random.nextLong() % 10_000).append("},");
      if (random.nextInt(1_000) == 0) {
        file.append("{\"s\":\"").append("long ".repeat(random.nextInt(20_000))).append("\"},");
      }
    }
    for (String end : List.of("{}]}", "tru,{}]}")) {
      put(SOURCE, Gzip.gzip((file + end).getBytes(UTF_8)));
      byte[] expected = null;
      for (int seed = 0; seed < 4; seed++) {
        FolderObjectStore to = new FolderObjectStore(folder.resolve(end.length() + "-" + seed));
        Transferred done =
            new LogFileTransfer(
                    new DribblingStore(store, seed),
                    "cloudtrail",
                    to,
                    LogFileDirectories.of(
                        BucketLayout.of(Sources.catalog()),
                        Sources.catalog().source("cloudtrail_events")))
                .compressedWith(compression)
                .transfer(SOURCE)
                .orElseThrow();
        try (InputStream in = to.open(done.key())) {
          byte[] bytes = in.readAllBytes();
          assertThat(bytes).isEqualTo(expected == null ? bytes : expected);
          expected = bytes;
        }
      }
    }
  }

  /** Gives as many bytes at a time as a network does. */
  private record DribblingStore(ObjectStore store, int seed) implements ObjectStore {

    @Override
    public InputStream open(String key) {
      Random random = new Random(seed);
      return new FilterInputStream(store.open(key)) {
        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(20_000)));
        }
      };
    }

    @Override
    public PendingObject create(String key) {
      return store.create(key);
    }

    @Override
    public PendingObject createIfAbsent(String key) {
      return store.createIfAbsent(key);
    }

    @Override
    public Stream<String> list(String prefix) {
      return store.list(prefix);
    }

    @Override
    public String location(String key) {
      return store.location(key);
    }
  }

  @Test
  void ofAGzipFileThatIsCutOffAnywhereEveryCompleteEventLands() throws IOException {
    StringBuilder file = new StringBuilder("{\"Records\":[");
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      file.append(i > 0 ? "," : "");
      file.append("{\"eventVersion\":\"1.11\",\"n\":").append(random.nextLong()).append("}");
    }
    byte[] gzip = Gzip.gzip(file.append("]}").toString().getBytes(UTF_8));
    String all =
        file.substring("{\"Records\":[".length(), file.length() - 2).replace("},{", "}\n{") + "\n";
    for (int length = 0; length < gzip.length; length += 3) {
      byte[] cutOff = Arrays.copyOf(gzip, length);
      Transferred done = transfer(cutOff);

      String readable = readable(cutOff);
      int complete = Math.max(0, readable.length() - readable.replace("}", "").length());
      assertThat(done.events()).as("%d bytes", length).isEqualTo(Math.min(complete, 20));
      assertThat(all).startsWith(gunzip(LINES));
      assertThat(done.quarantined()).isPresent();
      for (JsonNode line : quarantine()) {
        assertThat(line.get("Reason").textValue()).contains("cut off");
        assertThat(readable).endsWith(new String(line.get("Data").binaryValue(), UTF_8));
      }
    }
  }

  @Test
  void theEventsBehindADamagedPartOfTheGzipDataLandToo() throws IOException {
    byte[] first = Gzip.gzip("{\"Records\":[{\"e\":1}]}".getBytes(UTF_8));
    byte[] second = Gzip.gzip("{\"Records\":[{\"e\":2}]}".getBytes(UTF_8));
    first[first.length - 6]++;
    byte[] file = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, file, first.length, second.length);

    Transferred done = transfer(file);

    assertThat(gunzip(LINES)).isEqualTo("{\"e\":1}\n{\"e\":2}\n");
    assertThat(done.quarantined().orElseThrow().problem())
        .isEqualTo(
            "At byte 21 of the uncompressed log file: the gzip data does not have the checksum"
                + " that it states.");
  }

  private static String readable(byte[] gzip) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = LogFiles.uncompress(new ByteArrayInputStream(gzip))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.write(next);
      }
    } catch (MalformedLogFileException e) {
      return read.toString(UTF_8);
    }
    return read.toString(UTF_8);
  }

  @Test
  void aLongStretchHasSeveralLines() throws IOException {
    byte[] noise = new byte[LogFileSalvage.MAX_LINE_DATA_BYTES * 2 + 1];
    Arrays.fill(noise, (byte) 'x');

    Transferred done = transfer(noise);

    assertThat(done.quarantined().orElseThrow().stretches()).isEqualTo(1);
    assertThat(done.quarantined().orElseThrow().bytes()).isEqualTo(noise.length);
    assertThat(quarantine().stream().map(line -> line.get("Length").intValue()))
        .containsExactly(LogFileSalvage.MAX_LINE_DATA_BYTES, LogFileSalvage.MAX_LINE_DATA_BYTES, 1);
    assertThat(gunzip(LINES)).isEmpty();
  }

  @Test
  void aDigestUnderALogFilesKeyIsLeftAlone() throws IOException {
    put(SOURCE, "{\"awsAccountId\":\"1\",\"digestStartTime\":\"x\"}".getBytes(UTF_8));

    assertThat(transfer.transfer(SOURCE)).isEmpty();
    assertThat(store.list("").toList()).containsExactly(SOURCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'x':[{}],'Records':[{'eventVersion':'1.07','d':{'eventCategory':'Management'},"
            + "'eventCategory':'Insight'}]} | cloudtrail_summaries",
        "{'Records':[{'eventCategory':'Aggregated'},{'n':1}]} | cloudtrail_summaries",
        "{'Records':[{'eventCategory':'NetworkActivity'}]} | cloudtrail_monitoring",
        "{'Records':[{'n':1}]} | cloudtrail_monitoring",
        "{'Records':[]} | cloudtrail_monitoring",
        "{'Records':[{'n':tru,'eventCategory':'Insight'}]} | cloudtrail_monitoring",
        "[{'eventCategory':'Aggregated'}] | cloudtrail_summaries",
        "{'Records' | cloudtrail_monitoring",
        "7 | cloudtrail_monitoring",
        "\0\0\0{\1\2\3\4\0\0\0\0 | cloudtrail_monitoring",
      })
  void whereTheKeyDoesNotTellTheContentDoes(String file, String directory) throws IOException {
    put("cloudtrail/copied.json.gz", Gzip.gzip(file.replace('\'', '"').getBytes(UTF_8)));

    assertThat(transfer.transfer("cloudtrail/copied.json.gz").orElseThrow().key())
        .isEqualTo(directory + "/copied.json.gz");
  }

  @Test
  void anArrayWithoutTheObjectAroundItIsRead() throws IOException {
    put(
        "cloudtrail/AWSLogs/1/CloudTrail-Aggregated/eu-west-1/a.json.gz",
        "[{\"e\":1},{\"e\":2}]".getBytes(UTF_8));

    Optional<Transferred> done =
        transfer.transfer("cloudtrail/AWSLogs/1/CloudTrail-Aggregated/eu-west-1/a.json.gz");

    assertThat(done.orElseThrow().events()).isEqualTo(2);
    assertThat(done.orElseThrow().quarantined()).isEmpty();
    assertThat(done.orElseThrow().key())
        .isEqualTo("cloudtrail_summaries/AWSLogs/1/CloudTrail-Aggregated/eu-west-1/a.json.gz");
  }

  @Test
  void linesAreCompressedWithZstandardWhereThatIsWanted() throws IOException {
    put(SOURCE, Gzip.gzip("{\"Records\":[{\"e\":1},tru,{\"e\":2}]}".getBytes(UTF_8)));

    Transferred done = transfer.compressedWith(Compression.ZSTD).transfer(SOURCE).orElseThrow();

    assertThat(done.key()).isEqualTo("cloudtrail_monitoring/" + REST + ".json.zst");
    try (InputStream in = new ZstdInputStream(store.open(done.key()))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("{\"e\":1}\n{\"e\":2}\n");
    }
    assertThat(store.list("").toList()).containsExactly(SOURCE, done.key(), QUARANTINE);
  }

  @Test
  void anUnreadableFileLeavesNothing() {
    assertThatThrownBy(() -> transfer.transfer(SOURCE)).isInstanceOf(StorageException.class);
    assertThat(store.list("").toList()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/f.json.gz,EVENTS",
    "AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/24/f.json,EVENTS",
    "AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/eu-west-1/2026/11/24/f.json.gz,EVENTS",
    "o-a1b2c3d4e5/AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/eu-west-1/f.json.gz,EVENTS",
    "o-a1b2c3d4e5/AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/f.json.gz,DIGEST",
    "AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2026/11/24/f.json.gz,DIGEST",
    "AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail-Insight/eu-west-1/f.json.gz,INSIGHT",
    "AWSLogs/123456789012/CloudTrail-NetworkActivity/eu-west-1/f.json.gz,NETWORK_ACTIVITY",
    "AWSLogs/123456789012/CloudTrail-Aggregated/eu-west-1/f.json.gz,AGGREGATED",
    "AWSLogs/123456789012/Config/eu-west-1/2026/11/24/ConfigHistory/c.json.gz,OTHER",
    "AWSLogs/123456789012/Config/ConfigWritabilityCheckFile,OTHER",
    "AWSLogs/123456789012/elasticloadbalancing/eu-west-1/2026/11/24/x.log.gz,OTHER",
    "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/11/24/x.log.gz,OTHER",
    "AWSLogs/123456789012/WAFLogs/eu-west-1/x.json.gz,OTHER",
    "AWSLogs/,OTHER",
    "AWSLogs/123456789012/CloudTrail/,OTHER",
    "AWSLogs/123456789012/CloudTrail_$folder$,OTHER",
    "AWSLogs/123456789012/CloudTrail/eu-west-1/.json.gz,OTHER",
    "123456789012_CloudTrail_eu-west-1_20261124T0000Z_x.json.gz,EVENTS",
    "123456789012_CloudTrail-Insight_eu-west-1_20261124T0000Z_x.json.gz,INSIGHT",
    "123456789012_CloudTrail-Digest_eu-west-1_trail_eu-west-1_20261124T000000Z.json.gz,DIGEST",
    "anything.json,EVENTS",
    "'',OTHER",
  })
  void aKeyTellsWhatAnObjectIs(String key, LogFileKind kind) {
    assertThat(LogFileKind.of(key)).isEqualTo(kind);
    assertThat(transfer.keyFor("cloudtrail/" + key).isPresent())
        .isEqualTo(kind.holdsEvents() || kind.holdsSummaries());
  }
}
