package io.snowwatch.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.cloudtrail.split.LogFileRange;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileBackfillTest {

  private static final String LOGS = "cloudtrail/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/";
  private static final int DAYS = 4;
  private static final int FILES_PER_DAY = 10;

  @TempDir private Path folder;
  private WatchedStore raw;
  private FolderObjectStore lines;

  @BeforeEach
  void deliverLogFiles() throws IOException {
    raw = new WatchedStore(new FolderObjectStore(folder.resolve("raw")));
    lines = new FolderObjectStore(folder.resolve("lines"));
    for (int day = 1; day <= DAYS; day++) {
      for (int i = 0; i < FILES_PER_DAY; i++) {
        put(key(day, i), "{\"Records\":[{\"day\":%d},{\"file\":%d}]}".formatted(day, i));
      }
    }
  }

  private static String key(int day, int file) {
    return LOGS
        + "11/%02d/123456789012_CloudTrail_eu-west-1_202611%02dT%02d05Z_x.json.gz"
            .formatted(day, day, file);
  }

  private void put(String key, String text) throws IOException {
    Path file = folder.resolve("raw").resolve(key);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private LogFileBackfill.Builder backfill() {
    return LogFileBackfill.builder()
        .transfer(
            new LogFileTransfer(
                raw,
                "cloudtrail",
                lines,
                new LogFileDirectories(
                    "cloudtrail_monitoring", "cloudtrail_summaries", "cloudtrail_quarantine")))
        .prefix("cloudtrail/");
  }

  private List<String> landed() {
    return lines.list("").toList();
  }

  @Test
  void everyLogFileLandsAndASecondRunOpensNone() {
    BackfillReport report = backfill().build().run();

    assertThat(report)
        .isEqualTo(
            new BackfillReport(
                DAYS * FILES_PER_DAY, 0, 0, 0, 0, 2 * DAYS * FILES_PER_DAY, List.of(), false));
    assertThat(landed())
        .hasSize(DAYS * FILES_PER_DAY)
        .allMatch(key -> key.startsWith("cloudtrail_monitoring/AWSLogs/"));
    assertThat(raw.opened).hasSize(DAYS * FILES_PER_DAY);

    BackfillReport again = backfill().build().run();

    assertThat(again.alreadyThere()).isEqualTo(DAYS * FILES_PER_DAY);
    assertThat(again.landed()).isZero();
    assertThat(raw.opened).hasSize(DAYS * FILES_PER_DAY);
  }

  @Test
  void whatLandedCompressedInAnotherWayIsNotTakenAgain() {
    LogFileTransfer transfer = backfill().build().transfer();
    backfill().transfer(transfer.compressedWith(Compression.GZIP)).build().run();

    BackfillReport again =
        backfill().transfer(transfer.compressedWith(Compression.ZSTD)).build().run();

    assertThat(again.alreadyThere()).isEqualTo(DAYS * FILES_PER_DAY);
    assertThat(landed()).hasSize(DAYS * FILES_PER_DAY).allMatch(key -> key.endsWith(".gz"));
  }

  @Test
  void anInterruptedRunFinishesWhatItBeganAndTheNextGoesOnFromThere() throws Exception {
    AtomicInteger finished = new AtomicInteger();
    List<BackfillReport> reports = Collections.synchronizedList(new ArrayList<>());
    Thread[] runner = new Thread[1];
    LogFileBackfill backfill =
        backfill()
            .concurrency(2)
            .listener(
                new BackfillListener() {
                  @Override
                  public void finished(LogFileOutcome outcome) {
                    if (finished.incrementAndGet() == 7) {
                      runner[0].interrupt();
                    }
                  }
                })
            .build();
    runner[0] = new Thread(() -> reports.add(backfill.run()));
    runner[0].start();
    runner[0].join();

    BackfillReport first = reports.get(0);
    assertThat(first.unfinished()).isTrue();
    assertThat(first.landed()).isBetween(7L, (long) DAYS * FILES_PER_DAY - 1);
    assertThat(landed()).hasSize((int) first.landed());

    BackfillReport second = backfill().build().run();

    assertThat(second.alreadyThere()).isEqualTo(first.landed());
    assertThat(second.landed()).isEqualTo(DAYS * FILES_PER_DAY - first.landed());
    assertThat(second.unfinished()).isFalse();
    assertThat(raw.opened).doesNotHaveDuplicates();
  }

  @Test
  void onlyTheRangeIsTakenButAlsoFilesWhoseNamesTellNoTime() throws IOException {
    put(LOGS + "11/02/untimed.json.gz", "{\"Records\":[]}");
    BackfillReport report =
        backfill()
            .range(
                LogFileRange.of(
                    Instant.parse("2026-11-02T03:05:00Z"), Instant.parse("2026-11-03T01:05:00Z")))
            .build()
            .run();

    assertThat(report.objects()).isEqualTo(7 + 1 + 1);
    assertThat(landed())
        .anyMatch(key -> key.contains("20261102T0305Z"))
        .anyMatch(key -> key.contains("20261103T0005Z"))
        .noneMatch(key -> key.contains("20261102T0205Z"))
        .noneMatch(key -> key.contains("20261103T0105Z"));
  }

  @Test
  void aLogFileThatFailsIsNamedAndDisturbsNoOther() {
    raw.failing = key(2, 3);
    BackfillReport report = backfill().build().run();

    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.sourceKey()).isEqualTo(key(2, 3));
              assertThat(failure.cause()).isInstanceOf(StorageException.class);
            });
    assertThat(report.landed()).isEqualTo(DAYS * FILES_PER_DAY - 1);
  }

  @Test
  void aDamagedLogFileIsCountedAndItsGoodEventsLand() throws IOException {
    put(key(2, 3), "{\"Records\":[{\"good\":1},{\"bad\":tru}]}");

    BackfillReport report = backfill().build().run();

    assertThat(report.damaged()).isEqualTo(1);
    assertThat(report.landed()).isEqualTo(DAYS * FILES_PER_DAY);
    assertThat(report.events()).isEqualTo(2 * DAYS * FILES_PER_DAY - 1);
  }

  @Test
  void otherObjectsAreIgnored() throws IOException {
    put("cloudtrail/AWSLogs/123456789012/CloudTrail-Digest/eu-west-1/2026/d.json.gz", "{}");
    put("cloudtrail/readme.txt", "Hello");

    assertThat(backfill().build().run().ignored()).isEqualTo(2);
  }

  @Test
  void afterTheDeadlineNoFileIsBegun() {
    Instant now = Instant.parse("2026-11-24T00:00:00Z");
    BackfillReport report =
        backfill().clock(Clock.fixed(now, ZoneOffset.UTC)).deadline(now).build().run();

    assertThat(report).isEqualTo(new BackfillReport(0, 0, 0, 0, 0, 0, List.of(), true));
  }

  @Test
  void noMoreFilesAreOpenThanMayBe() {
    backfill().concurrency(3).build().run();

    assertThat(raw.mostOpen.get()).isBetween(1, 3);
  }

  @Test
  void concurrencyHasBounds() {
    for (int concurrency : List.of(0, 257)) {
      assertThatThrownBy(() -> backfill().concurrency(concurrency).build())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("Concurrency " + concurrency + " is out of range: use 1 to 256.");
    }
  }

  @Test
  void aRangeHasAnEndAfterItsBeginning() {
    Instant time = Instant.parse("2026-11-24T00:00:00Z");

    assertThatThrownBy(() -> LogFileRange.of(time, time))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "There is no time from 2026-11-24T00:00:00Z until 2026-11-24T00:00:00Z");
  }

  @Test
  void theTimeOfALogFileStandsInItsName() {
    assertThat(LogFileRange.timeOf(key(24, 7))).contains(Instant.parse("2026-11-24T07:05:00Z"));
    assertThat(LogFileRange.timeOf("a_20261324T0705Z_b.json.gz")).isEmpty();
    assertThat(LogFileRange.timeOf("a_20261124T0705Z_b/c.json.gz")).isEmpty();
  }

  /** A store that remembers what was opened, and fails one object. */
  private static final class WatchedStore implements ObjectStore {

    private final ObjectStore store;
    private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private String failing = "";

    WatchedStore(ObjectStore store) {
      this.store = store;
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
    public InputStream open(String key) {
      opened.add(key);
      if (key.equals(failing)) {
        throw new StorageException(key, key + " could not be read.", new IOException("No answer."));
      }
      int now = open.incrementAndGet();
      UnaryOperator<Integer> most = before -> Math.max(before, now);
      mostOpen.updateAndGet(most::apply);
      return new java.io.FilterInputStream(store.open(key)) {
        @Override
        public void close() throws IOException {
          open.decrementAndGet();
          super.close();
        }
      };
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
}
