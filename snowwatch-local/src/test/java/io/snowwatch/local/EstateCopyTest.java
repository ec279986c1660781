package io.snowwatch.local;

import static io.snowwatch.local.Folder.ACCOUNT;
import static io.snowwatch.local.Folder.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.Checks;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.local.EstateCopy.Needs;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.StorageException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is copied of a bucket, for which a folder stands, and that the answers are the folder's. */
class EstateCopyTest {

  private static final Catalog CATALOG = Sources.catalog();
  private static final String GROUPS = "security_groups";
  private static final String QUESTION =
      "SELECT GROUP_ID, RUN_ID FROM SECURITY_GROUPS ORDER BY ALL";

  @TempDir private Path bucket;
  @TempDir private Path copy;

  private final Set<String> opened = new ConcurrentSkipListSet<>();
  private final Set<String> refused = new TreeSet<>();

  private final class Store implements ObjectStore {

    private final ObjectStore files = new FolderObjectStore(bucket);

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
      if (refused.stream().anyMatch(key::contains)) {
        throw new StorageException(
            key, location(key) + " could not be read: No.", new IllegalStateException("No."));
      }
      opened.add(key);
      return files.open(key);
    }

    @Override
    public Stream<String> list(String prefix) {
      return files.list(prefix);
    }

    @Override
    public String location(String key) {
      return "s3://bucket/" + key;
    }
  }

  private static String group(String id) {
    return "{\"GroupId\":\"" + id + "\",\"GroupName\":\"g\"}";
  }

  private LocalEstate copied(Needs needs) {
    return EstateCopy.open(
        new Store(), CATALOG, copy, needs, folder -> LocalEstate.open(folder, CATALOG));
  }

  private LocalEstate copied(String sql) {
    return copied(Needs.of(sql, CATALOG, false));
  }

  /** What the copy answers, which has to be what the whole bucket answers. */
  private List<?> ask(String sql) {
    try (LocalEstate estate = copied(sql);
        LocalEstate whole = LocalEstate.open(bucket, CATALOG)) {
      assertThat(estate.query(sql)).isEqualTo(whole.query(sql));
      return estate.query(sql).rows();
    }
  }

  private List<String> openedOf(String directory) {
    return opened.stream().filter(key -> key.startsWith(directory)).toList();
  }

  private Folder threeRuns() {
    Folder folder = new Folder(bucket);
    for (int run = 1; run <= 3; run++) {
      folder.run(GROUPS, run, group("sg-" + run)).run("iam_users", run, "{\"UserName\":\"u\"}");
    }
    return folder;
  }

  @Test
  void ofWhatIsAskedForTheLatestCompleteRunOfEachScopeIsRead() {
    threeRuns().run(GROUPS, "210987654321", "us-east-1", 1, group("sg-9"));

    assertThat(ask(QUESTION))
        .isEqualTo(List.of(List.of("sg-3", "run-3"), List.of("sg-9", "run-1")));

    assertThat(openedOf("security_group_monitoring"))
        .hasSize(2)
        .anyMatch(key -> key.contains("run=run-3"))
        .anyMatch(key -> key.contains("210987654321"));
    assertThat(openedOf("iam_monitoring")).isEmpty();
  }

  @Test
  void anEarlierRunStandsForOneThatFailedLandedInPartOrCannotBeRead() {
    threeRuns()
        .said(GROUPS, ACCOUNT, REGION, 6, "FAILED", 0)
        // One of two records has landed, which only its object tells.
        .write(GROUPS, ACCOUNT, REGION, 5, group("sg-5"))
        .said(GROUPS, ACCOUNT, REGION, 5, "SUCCEEDED", 2)
        // None has.
        .said(GROUPS, ACCOUNT, REGION, 4, "SUCCEEDED", 1);

    assertThat(ask(QUESTION)).isEqualTo(List.of(List.of("sg-3", "run-3")));
    assertThat(openedOf("security_group_monitoring")).hasSize(2);

    refused.add("security_group_monitoring/account=123456789012/region=eu-west-1/run=run-3");
    copy = copy.resolve("again");
    try (LocalEstate estate = copied(QUESTION)) {
      assertThat(estate.query(QUESTION).rows()).isEqualTo(List.of(List.of("sg-2", "run-2")));
      assertThat(estate.problems())
          .singleElement()
          .asString()
          .matches("s3://bucket/security_group_monitoring/.*run=run-3/.* could not be read: No\\.");
    }
  }

  @Test
  void aCompleteRunWithoutRecordsLeavesNone() {
    threeRuns().run(GROUPS, 4);

    assertThat(ask(QUESTION)).isEqualTo(List.of());
    assertThat(openedOf("security_group_monitoring")).isEmpty();
  }

  @Test
  void questionsOfHistoryReadEveryRun() {
    threeRuns();

    assertThat(ask("SELECT RESOURCE_ID, CHANGE FROM SECURITY_GROUPS_CHANGES ORDER BY ALL"))
        .hasSize(4);
    assertThat(openedOf("security_group_monitoring")).hasSize(3);
    // What is there already is not read again.
    opened.clear();
    assertThat(ask("SELECT COUNT(*) FROM SCOPES")).isEqualTo(List.of(List.of(2L)));
    assertThat(opened).isEmpty();
  }

  @Test
  void ofEventsTheLastNinetyDaysOfEachAccountAreRead() throws Exception {
    threeRuns();
    Path event = new Folder(bucket.resolve("made")).events("{\"eventID\":\"e\"}").path();
    try (Stream<Path> made = Files.walk(event)) {
      Path file = made.filter(Files::isRegularFile).findFirst().orElseThrow();
      for (String key :
          List.of(
              "123456789012/CloudTrail/eu-west-1/2026/11/24/a",
              "123456789012/CloudTrail/eu-west-1/2026/07/24/b",
              "210987654321/CloudTrail/eu-west-1/2026/07/24/c")) {
        Path to = bucket.resolve("cloudtrail_monitoring/AWSLogs/" + key + ".json.gz");
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }

    copied(Needs.of(List.of(Checks.of("CT03")), CATALOG, false)).close();

    assertThat(openedOf("cloudtrail_monitoring"))
        .extracting(key -> key.substring(key.lastIndexOf('/') + 1))
        .containsExactly("a.json.gz", "c.json.gz");
  }

  @Test
  void checksReadTheirDatasetsOnly() {
    threeRuns();
    Needs needs = Needs.of(List.of(Checks.of("SG01")), CATALOG, false);

    try (LocalEstate estate =
        EstateCopy.open(
            new Store(),
            CATALOG,
            copy,
            needs,
            folder ->
                LocalEstate.openFor(
                    folder, CATALOG, List.of(Checks.of("SG01")), List.of(), Optional.empty()))) {
      assertThat(estate.check(Checks.of("SG01")).rows())
          .singleElement()
          .satisfies(row -> assertThat(row.get(3)).isEqualTo("PASS"));
    }
    assertThat(openedOf("iam_monitoring")).isEmpty();
  }

  @Test
  void anEmptyBucketIsSaid() {
    assertThatThrownBy(() -> copied(QUESTION))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("s3://bucket/ holds nothing that SnowWatch wrote");
  }
}
