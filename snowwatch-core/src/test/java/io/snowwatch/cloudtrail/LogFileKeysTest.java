package io.snowwatch.cloudtrail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.cloudtrail.split.Gzip;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an object under a key of any kind. */
class LogFileKeysTest {

  private static final BucketLayout LAYOUT = BucketLayout.of(Sources.catalog());
  private static final String EVENT = "{\"eventVersion\":\"1.11\",\"eventID\":\"%s\"}";
  private static final String NAME = "000011112222_CloudTrail_eu-north-1_20260102T0305Z_a.json.gz";
  private static final String DAY = "000011112222/CloudTrail/eu-north-1/2026/01/02/";

  @TempDir private Path folder;

  /** A bucket, whose keys may be anything. */
  private static final class Bucket implements ObjectStore {

    private final String name;
    private final Map<String, byte[]> objects = new TreeMap<>();

    Bucket(String name) {
      this.name = name;
    }

    Bucket put(String key, String id) {
      objects.put(key, Gzip.gzip(("{\"Records\":[" + EVENT.formatted(id) + "]}").getBytes(UTF_8)));
      return this;
    }

    @Override
    public PendingObject create(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PendingObject createIfAbsent(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream open(String key) {
      byte[] object = objects.get(key);
      if (object == null) {
        throw new StorageException(
            location(key), "There is no such object.", new FileNotFoundException(key));
      }
      return new ByteArrayInputStream(object);
    }

    @Override
    public Stream<String> list(String prefix) {
      return objects.keySet().stream().filter(key -> key.startsWith(prefix));
    }

    @Override
    public String location(String key) {
      return "s3://" + name + "/" + key;
    }
  }

  private FolderObjectStore lines() {
    return new FolderObjectStore(folder.resolve("lines"));
  }

  private LogFileTransfer anywhere(ObjectStore from) {
    return LogFileTransfer.fromAnywhere(
            from,
            lines(),
            LogFileDirectories.of(LAYOUT, Sources.catalog().source("cloudtrail_events")))
        .compressedWith(Compression.GZIP)
        .leavingOut(LAYOUT.outputDirectories());
  }

  private static List<LogFileOutcome> run(LogFileTransfer transfer) {
    List<LogFileOutcome> outcomes = new ArrayList<>();
    LogFileBackfill.builder()
        .transfer(transfer)
        .concurrency(1)
        .listener(
            new BackfillListener() {
              @Override
              public void finished(LogFileOutcome outcome) {
                synchronized (outcomes) {
                  outcomes.add(outcome);
                }
              }
            })
        .build()
        .run();
    return outcomes;
  }

  private List<String> landed() {
    return lines().list("").toList();
  }

  private String text(String key) throws IOException {
    try (InputStream in = Compression.uncompress(lines().open(key))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "nowhere",
      value = {
        "AWSLogs/AWSLogs/000011112222/CloudTrail/eu-north-1/2026/01/02/000011112222_CloudTrail_eu-north-1_20260102T0305Z_a.json.gz,cloudtrail_monitoring",
        "AWSLogs/archive/AWSLogs/000011112222/CloudTrail/eu-north-1/2026/01/02/000011112222_CloudTrail_eu-north-1_20260102T0305Z_b.json.gz,cloudtrail_monitoring",
        "x/AWSLogs/y/AWSLogs/000011112222/CloudTrail/eu-north-1/2026/01/02/000011112222_CloudTrail_eu-north-1_20260102T0305Z_c.json.gz,cloudtrail_monitoring",
        "AWSLogs/AWSLogs/o-a1b2c3d4e5/000011112222/CloudTrail/eu-north-1/2026/01/02/000011112222_CloudTrail_eu-north-1_20260102T0305Z_d.json.gz,cloudtrail_monitoring",
        "AWSLogs/team-a/000011112222/CloudTrail/eu-north-1/2026/01/02/000011112222_CloudTrail_eu-north-1_20260102T0305Z_e.json.gz,cloudtrail_monitoring",
        "AWSLogs/AWSLogs/000011112222/CloudTrail-Insight/eu-north-1/2026/01/02/000011112222_CloudTrail-Insight_eu-north-1_20260102T0305Z_f.json.gz,cloudtrail_summaries",
        "AWSLogs/AWSLogs/000011112222/CloudTrail-Digest/eu-north-1/2026/01/02/000011112222_CloudTrail-Digest_eu-north-1_20260102T0305Z_g.json.gz,nowhere",
        "AWSLogs/a/b/c/000011112222/CloudTrail-Aggregated/us-gov-west-1/000011112222_CloudTrail-Aggregated_us-gov-west-1_20260102T0305Z_h.json.gz,cloudtrail_summaries",
        "CloudTrail-Digest/AWSLogs/000011112222/CloudTrail/cn-north-1/000011112222_CloudTrail_cn-north-1_20260102T0305Z_i.json.gz,cloudtrail_monitoring",
        "AWSLogs/Config/AWSLogs/000011112222/CloudTrail/eu-north-1/000011112222_CloudTrail_eu-north-1_20260102T0305Z_j.json.gz,cloudtrail_monitoring",
        "AWSLogs/000011112222/Config/000011112222_CloudTrail-NetworkActivity_eu-north-1_20260102T0305Z_k.json.gz,cloudtrail_monitoring",
        "AWSLogs/x000011112222/CloudTrail/eu-north-1/x000011112222_CloudTrail_eu-north-1_20260102T0305Z_l.json.gz,cloudtrail_monitoring",
        "AWSLogs/000011112222/CloudTrail-New/eu-north-1/000011112222_CloudTrail-New_eu-north-1_20260102T0305Z_m.json.gz,cloudtrail_monitoring",
        "AWSLogs/000011112222/CloudTrail/eu-north-1/000011112222_CloudTrail_eu-north-1_20260102T0305Z_n.JSON.GZ,cloudtrail_monitoring",
        "AWSLogs/000011112222/CloudTrail/eu-north-1/000011112222_CloudTrail_eu-north-1_20260102T0305Z_o,cloudtrail_monitoring",
        "AWSLogs/000011112222/CloudTrail/eu-north-1/2026/01/02/odd,cloudtrail_monitoring",
        "flat/EVENTS.JSON,cloudtrail_monitoring",
        "AWSLogs/000011112222/Config/eu-north-1/2026/1/2/ConfigHistory/000011112222_Config_eu-north-1_ConfigHistory_AWS::CloudTrail::Trail_x.json.gz,nowhere",
        "flat/000011112222_Config_us-gov-east-1_ConfigSnapshot_x.json.gz,nowhere",
        "AWSLogs/AWSLogs/000011112222/WAFLogs/eu-north-1/x.json.gz,nowhere",
        "iam_monitoring/AWSLogs/000011112222/CloudTrail/eu-north-1/000011112222_CloudTrail_eu-north-1_20260102T0305Z_p.json.gz,cloudtrail_monitoring",
        "readme.txt,nowhere",
      })
  void theNameTellsWhateverStandsBefore(String key, String directory) {
    LogFileOutcome outcome = run(anywhere(new Bucket("b").put(key, "1"))).get(0);

    if (directory == null) {
      assertThat(outcome).isInstanceOf(LogFileOutcome.Ignored.class);
      assertThat(((LogFileOutcome.Ignored) outcome).reason()).startsWith("it");
      assertThat(landed()).isEmpty();
    } else {
      assertThat(outcome).isInstanceOf(LogFileOutcome.Landed.class);
      assertThat(landed()).singleElement().asString().startsWith(directory + "/");
    }
  }

  @Test
  void whatSnowWatchWroteIsNotTaken() {
    Bucket bucket = new Bucket("b").put("cloudtrail/AWSLogs/" + DAY + NAME, "1");
    for (String directory : LAYOUT.outputDirectories()) {
      bucket.put(directory + "/0123/2026-11-23T15:45:57.349636.json.gz", "2");
    }
    bucket.put("cloudtrail_monitoring/AWSLogs/" + DAY + NAME, "3");
    bucket.put("cloudtrail_quarantine/AWSLogs/" + DAY + NAME, "4");

    List<LogFileOutcome> outcomes = run(anywhere(bucket));

    assertThat(landed()).hasSize(1);
    assertThat(outcomes)
        .filteredOn(LogFileOutcome.Ignored.class::isInstance)
        .hasSize(LAYOUT.outputDirectories().size() + 2)
        .allSatisfy(
            outcome ->
                assertThat(((LogFileOutcome.Ignored) outcome).reason())
                    .endsWith("/, which SnowWatch writes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWSLogs/000011112222/CloudTrail/../../../../../escaped.json.gz",
        "AWSLogs/000011112222/CloudTrail/../../../../ec2_monitoring/evil.json.gz",
        "../" + NAME,
        "AWSLogs/" + DAY + "a/../" + NAME,
        "AWSLogs/" + DAY + "./" + NAME,
        "AWSLogs//" + DAY + NAME,
        "/etc/" + NAME,
        "//" + NAME,
        "x/..",
        "AWSLogs/" + DAY + "\0_CloudTrail_.json.gz",
      })
  void aKeyThatMeansAnotherPlaceFailsAndNothingElseDoes(String key) throws IOException {
    Bucket bucket = new Bucket("b").put(key, "bad").put("AWSLogs/" + DAY + NAME, "good");

    List<LogFileOutcome> outcomes = run(anywhere(bucket));

    assertThat(outcomes)
        .filteredOn(outcome -> outcome.sourceKey().equals(key))
        .singleElement()
        .isInstanceOfAny(LogFileOutcome.Failed.class, LogFileOutcome.Ignored.class);
    assertThat(landed()).hasSize(1);
    assertThat(text(landed().get(0))).isEqualTo(EVENT.formatted("good") + "\n");
    try (Stream<Path> files = java.nio.file.Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lines");
    }
  }

  @Test
  void namesThatDifferInTheirSuffixesHaveLinesOfTheirOwn() throws IOException {
    Bucket bucket = new Bucket("b");
    List<String> names =
        List.of("x.json", "x.json.gz", "x.JSON", "x.json.as-is.json.gz", "x.as-is.json.gz");
    names.forEach(name -> bucket.put(name, name));

    assertThat(run(anywhere(bucket))).allMatch(LogFileOutcome.Landed.class::isInstance);
    assertThat(run(anywhere(bucket))).allMatch(LogFileOutcome.AlreadyThere.class::isInstance);

    List<String> events = new ArrayList<>();
    for (String key : landed()) {
      events.add(text(key));
    }
    assertThat(events)
        .containsExactlyInAnyOrderElementsOf(
            names.stream().map(name -> EVENT.formatted(name) + "\n").toList());
    assertThat(landed()).contains("cloudtrail_monitoring/x.json.gz");
  }

  @Test
  void twoFilesOfOneNameInTwoPlacesAreToldByBothNames() {
    LogFileOrigins origins = new LogFileOrigins();
    Bucket a = new Bucket("a").put("events.json.gz", "1");
    Bucket b = new Bucket("b").put("events.json.gz", "2");

    for (int i = 0; i < 2; i++) {
      LogFileOutcome first = run(anywhere(a).beside(origins)).get(0);
      assertThat(first)
          .isInstanceOf(i == 0 ? LogFileOutcome.Landed.class : LogFileOutcome.Failed.class);
      LogFileOutcome second = run(anywhere(b).beside(origins)).get(0);

      assertThat(second).isInstanceOf(LogFileOutcome.Failed.class);
      assertThat(((LogFileOutcome.Failed) second).cause())
          .hasMessageContaining("s3://a/events.json.gz")
          .hasMessageContaining("s3://b/events.json.gz");
    }
  }

  @Test
  void keysThatDifferOnlyInWhatIsLeftOutAreToldByBothNames() {
    Bucket bucket =
        new Bucket("b").put("a/AWSLogs/" + DAY + NAME, "1").put("b/AWSLogs/" + DAY + NAME, "2");

    assertThat(run(anywhere(bucket)))
        .satisfiesExactly(
            first -> assertThat(first).isInstanceOf(LogFileOutcome.Landed.class),
            second ->
                assertThat(((LogFileOutcome.Failed) second).cause())
                    .hasMessageContaining("s3://b/a/AWSLogs/")
                    .hasMessageContaining("s3://b/b/AWSLogs/"));
  }

  @Test
  void aFileThatIsAskedForByNameIsNeverIgnored() {
    Bucket bucket =
        new Bucket("b")
            .put("export", "1")
            .put("000011112222_Config_eu-north-1_x.json.gz", "2")
            .put("000011112222_CloudTrail-Digest_eu-north-1_t_eu-north-1_x.json.gz", "3");
    bucket.objects.put(
        "digest.json", "{\"digestStartTime\":\"x\",\"logFiles\":[]}".getBytes(UTF_8));
    LogFileTransfer transfer = anywhere(bucket);

    assertThat(bucket.objects.keySet().stream().map(transfer::attemptNamed))
        .extracting(outcome -> outcome.getClass().getSimpleName())
        .containsExactly("Failed", "Landed", "Failed", "Landed");
    assertThat(run(transfer))
        .extracting(outcome -> outcome.getClass().getSimpleName())
        .containsExactly("Ignored", "Ignored", "Ignored", "Ignored");
  }

  @Test
  void aDigestThatIsCalledALogFileFails() {
    Bucket bucket = new Bucket("b");
    bucket.objects.put(NAME, "{\"digestStartTime\":\"x\",\"logFiles\":[]}".getBytes(UTF_8));

    LogFileOutcome outcome = run(anywhere(bucket)).get(0);

    assertThat(((LogFileOutcome.Failed) outcome).cause())
        .hasMessageContaining("has no events to split: it is a digest file");
    assertThat(landed()).isEmpty();
  }

  @Test
  void theTallyCountsEachOnce() {
    LogFileTally tally = new LogFileTally();
    tally.finished(new LogFileOutcome.Ignored("a", "it marks a folder"));
    tally.finished(new LogFileOutcome.AlreadyThere("b", "c"));
    tally.finished(new LogFileOutcome.Failed("d", new IllegalArgumentException("x")));
    tally.finished(
        new LogFileOutcome.Landed(
            new LogFileTransfer.Transferred(
                "e", "f", 7, io.snowwatch.storage.Publication.PUBLISHED, Optional.empty())));

    assertThat(tally.counts()).isEqualTo(new LogFileTally.Counts(1, 0, 1, 1, 1, 7));
    assertThat(tally.counts().objects()).isEqualTo(4);
  }
}
