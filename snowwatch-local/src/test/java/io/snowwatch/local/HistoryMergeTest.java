package io.snowwatch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.source.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that is kept says at every time what is computed from everything that landed. */
class HistoryMergeTest {

  private static final String GROUPS = "security_groups";
  private static final String OTHER = "210987654321";

  @TempDir Path temporary;
  private Folder folder;
  private Path database;

  @BeforeEach
  void folder() {
    folder = new Folder(temporary.resolve("estate"));
    database = temporary.resolve("history.duckdb");
  }

  private static String group(String id, String description) {
    return "{\"GroupId\":\"%s\",\"GroupName\":\"%s\",\"Description\":\"%s\",\"OwnerId\":\"1\",\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"},{\"Key\":\"c\",\"Value\":\"d\"}]}"
        .formatted(id, id, description);
  }

  private static String turned(String id, String description) {
    return "{\"Description\":\"%s\",\"OwnerId\":\"1\",\"GroupId\":\"%s\",\"GroupName\":\"%s\",\"Tags\":[{\"Key\":\"c\",\"Value\":\"d\"},{\"Key\":\"a\",\"Value\":\"b\"}]}"
        .formatted(description, id, id);
  }

  private static List<String> rows(LocalEstate estate) {
    List<String> all = new ArrayList<>();
    for (String view :
        List.of("SECURITY_GROUPS_HISTORY", "SECURITY_GROUPS_CHANGES", "IAM_ROLES_HISTORY")) {
      estate.query("SELECT * FROM " + view).rows().stream()
          .map(row -> view + row.stream().map(String::valueOf).collect(Collectors.joining("|")))
          .sorted()
          .forEach(all::add);
    }
    return all;
  }

  /** What the file says after it has taken what is in the folder now, and what the folder says. */
  private List<String> takesAll() {
    List<String> computed;
    try (LocalEstate estate = LocalEstate.open(folder.path(), Sources.catalog())) {
      computed = rows(estate);
    }
    List<String> kept = kept();
    assertThat(kept).isEqualTo(computed);
    return kept;
  }

  private List<String> kept() {
    try (LocalEstate estate = LocalEstate.openKeeping(folder.path(), Sources.catalog(), database)) {
      return rows(estate);
    }
  }

  private long count(String sql) {
    try (LocalEstate estate = LocalEstate.openKeeping(folder.path(), Sources.catalog(), database)) {
      return (long) estate.query(sql).rows().get(0).get(0);
    }
  }

  @Tag("slow")
  @Test
  void historyGrowsRunByRunAsItWouldBeComputed() {
    folder.run(GROUPS, 1, group("sg-1", "a"), group("sg-2", "a"), group("sg-3", "a"));
    takesAll();
    // The order of members and of tags says nothing; sg-2 changes; sg-3 goes; sg-4 comes.
    folder.run(GROUPS, 2, turned("sg-1", "a"), group("sg-2", "b"), group("sg-4", "a"));
    takesAll();
    folder.run("iam_roles", 2, "{\"RoleName\":\"r\",\"Arn\":\"arn:aws:iam::1:role/r\"}");
    folder.run(GROUPS, OTHER, Folder.REGION, 2, group("sg-1", "a"));
    takesAll();
    folder.said(GROUPS, Folder.ACCOUNT, Folder.REGION, 3, "FAILED", 0);
    takesAll();
    // Half of it has landed, then all.
    folder.said(GROUPS, Folder.ACCOUNT, Folder.REGION, 4, "SUCCEEDED", 1);
    takesAll();
    folder.write(GROUPS, Folder.ACCOUNT, Folder.REGION, 4, group("sg-3", "a"));
    takesAll();
    folder.run(GROUPS, 5);
    takesAll();
    folder.run(GROUPS, 6, group("sg-1", "a"));
    List<String> last = takesAll();

    assertThat(takesAll()).isEqualTo(last);
    assertThat(last).filteredOn(row -> row.startsWith("SECURITY_GROUPS_HISTORY")).hasSize(8);
  }

  @Tag("slow")
  @Test
  void whatComesLateOrAgainEndsUpWhereItBelongs() {
    folder.run(GROUPS, 1, group("sg-1", "a"), group("sg-2", "a"));
    takesAll();
    folder.run(GROUPS, 5, group("sg-1", "b"), group("sg-3", "a"));
    takesAll();
    folder.run(GROUPS, 7, group("sg-1", "b"));
    takesAll();
    folder.run(GROUPS, 3, group("sg-1", "b"), group("sg-2", "c"));
    takesAll();
    folder.run(GROUPS, 2);
    takesAll();
    folder.said(GROUPS, Folder.ACCOUNT, Folder.REGION, 3, "SUCCEEDED", 2);
    folder.run(GROUPS, 0, group("sg-9", "z"));
    takesAll();
  }

  @Test
  void manyRunsAtOnceAreTakenInTheirOrder() {
    for (int run = 9; run > 0; run--) {
      folder.run(GROUPS, run, group("sg-1", run / 3 + ""), group("sg-" + run, "a"));
    }
    takesAll();
  }

  @Test
  void historyStaysWhenWhatLandedIsGone() throws IOException {
    folder.run(GROUPS, 1, group("sg-1", "a"), group("sg-2", "a"));
    folder.run(GROUPS, 2, group("sg-1", "b"), group("sg-2", "a"));
    folder.run(GROUPS, 4, group("sg-1", "b"));
    List<String> before = takesAll();
    delete("run-1");
    delete("run-2");

    assertThat(kept()).isEqualTo(before);

    // It is older than what is gone, so nobody can say what it would have changed.
    folder.run(GROUPS, 0, group("sg-1", "0"));
    assertThat(kept()).isEqualTo(before);

    folder.run(GROUPS, 3, group("sg-1", "c"));
    folder.run(GROUPS, 5, group("sg-1", "d"));
    assertThat(kept())
        .filteredOn(row -> row.startsWith("SECURITY_GROUPS_HISTORY") && row.contains("|sg-1|"))
        .hasSize(5);
  }

  @Test
  void whatIsCurrentStaysKnownAndNothingCountsAsNotLoadedOnceItIsPurged() {
    folder.run(GROUPS, 1, group("sg-1", "a"));
    folder.run(GROUPS, 2, group("sg-1", "b"));
    folder.said(GROUPS, Folder.ACCOUNT, Folder.REGION, 3, "FAILED", 0);
    try (LocalEstate estate = LocalEstate.openKeeping(folder.path(), Sources.catalog(), database)) {
      List<String> before = rows(estate);
      new LocalHistory(estate, Sources.catalog())
          .purge(Sources.catalog().dataset(GROUPS), "TIMESTAMPTZ '2027-01-01'");

      assertThat(
              estate.query("SELECT RUN_ID FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE").rows())
          .containsExactly(List.of("run-2"));
      assertThat(rows(estate)).isEqualTo(before);
      assertThat(estate.query("SELECT DESCRIPTION FROM SECURITY_GROUPS").rows())
          .containsExactly(List.of("b"));
      assertThat(estate.query("SELECT * FROM OBJECTS_NOT_LOADED").rows()).isEmpty();
    }
  }

  @Test
  void onlyWhatChangedIsWritten() {
    for (int run = 1; run <= 20; run++) {
      String[] groups = new String[50];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = group("sg-" + i, i == run ? "changed" : "same");
      }
      folder.run(GROUPS, run, groups);
    }
    takesAll();

    // Each run changes one group, and changes the one of the run before back.
    assertThat(count("SELECT COUNT(*) FROM KEPT.main.SECURITY_GROUPS_VERSIONS"))
        .isEqualTo(50 + 2 * 19);
    assertThat(count("SELECT COUNT(*) FROM AWS.SECURITY_GROUP_MONITORING_LANDING_ZONE"))
        .isEqualTo(1000);
  }

  @Test
  void aMergeThatFailsLeavesTheHistoryAsItWasAndIsDoneNextTime() throws SQLException {
    folder.run(GROUPS, 1, group("sg-1", "a"));
    List<String> before = kept();
    folder.run(GROUPS, 2, group("sg-1", "b"));
    alter("ALTER COLUMN RESOURCE_ARN TYPE INT USING 0");

    assertThatThrownBy(this::kept).isInstanceOf(LocalException.class);
    assertThat(taken()).containsExactly("run-1");
    alter("ALTER COLUMN RESOURCE_ARN TYPE VARCHAR USING NULL");

    assertThat(kept()).hasSizeGreaterThan(before.size());
    assertThat(taken()).containsExactlyInAnyOrder("run-1", "run-2");
  }

  private void alter(String how) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE SECURITY_GROUPS_VERSIONS " + how);
    }
  }

  private List<String> taken() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT RUN_ID FROM HISTORY_RUNS WHERE TAKEN")) {
      List<String> runs = new ArrayList<>();
      while (rows.next()) {
        runs.add(rows.getString(1));
      }
      return runs;
    }
  }

  @Test
  void whatIsNoDatabaseIsRefusedAndLeftAsItIs() throws IOException {
    folder.run(GROUPS, 1, group("sg-1", "a"));
    Files.writeString(database, "notes");

    assertThatThrownBy(this::kept)
        .isInstanceOf(LocalException.class)
        .hasMessageContaining("history.duckdb");
    assertThat(database).hasContent("notes");
  }

  private void delete(String run) throws IOException {
    try (Stream<Path> all = Files.walk(folder.path().resolve("security_group_monitoring"))) {
      all.filter(Files::isRegularFile)
          .filter(file -> file.toString().contains(run))
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
