package io.snowwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.Checks;
import io.snowwatch.answers.Dialect;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every check on one estate whose resources are situations, named by what they show, in {@code
 * cases.json}: {@code datasets} with the records, and for each check the resources that fail and
 * those that nobody can judge. All others pass.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckCasesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonNode cases;
  private LocalEstate estate;
  private LocalEstate unseen;

  static List<Check> checks() {
    return Checks.all();
  }

  @BeforeAll
  void land(@TempDir Path folder, @TempDir Path empty) throws IOException {
    try (InputStream in = CheckCasesTest.class.getResourceAsStream("cases.json")) {
      cases = JSON.readTree(in);
    }
    Folder landed = new Folder(folder);
    cases
        .get("datasets")
        .properties()
        .forEach(
            entry -> {
              List<String> records = new ArrayList<>();
              entry.getValue().forEach(record -> records.add(record.toString()));
              if (entry.getKey().equals("cloudtrail_events")) {
                landed.events(records.toArray(String[]::new));
              } else {
                landed.run(entry.getKey(), 1, records.toArray(String[]::new));
              }
            });
    estate =
        LocalEstate.openFor(
            folder, Sources.catalog(), Checks.all(), List.of("Name"), Optional.empty());
    unseen =
        LocalEstate.openFor(
            new Folder(empty)
                .said("ec2_instances", Folder.ACCOUNT, Folder.REGION, 1, "FAILED", 0)
                .path(),
            Sources.catalog(),
            Checks.all(),
            List.of(),
            Optional.empty());
  }

  @AfterAll
  void close() {
    estate.close();
    unseen.close();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void failsAndDoubtsExactlyTheResourcesThatItShould(Check check) {
    JsonNode expected = cases.get("checks").get(check.id());
    assertThat(expected).as("cases.json says nothing of " + check.id()).isNotNull();

    Map<String, Set<String>> byStatus = new TreeMap<>();
    List<String> seen = new ArrayList<>();
    for (List<?> row : estate.check(check).rows()) {
      assertThat(row.get(9)).as("reason").isNotEqualTo("");
      byStatus.computeIfAbsent(String.valueOf(row.get(3)), s -> new TreeSet<>()).add(name(row));
      seen.add(row.get(4) + " " + row.get(5) + " " + row.get(8));
    }

    assertThat(byStatus.getOrDefault("FAIL", new TreeSet<>()))
        .as("FAIL")
        .isEqualTo(names(expected.get("fail")));
    assertThat(byStatus.getOrDefault("UNKNOWN", new TreeSet<>()))
        .as("UNKNOWN")
        .isEqualTo(names(expected.get("unknown")));
    assertThat(seen).as("each resource once").doesNotHaveDuplicates();
    if (!expected.path("pass").isMissingNode()) {
      assertThat(byStatus.getOrDefault("PASS", new TreeSet<>()))
          .as("PASS")
          .containsAll(names(expected.get("pass")));
    }
  }

  @ParameterizedTest
  @MethodSource("checks")
  void neverPassesWhatNobodyLookedAt(Check check) {
    Rows results = unseen.check(check);

    assertThat(results.rows()).as(check.id()).isNotEmpty();
    assertThat(results.rows())
        .allSatisfy(
            row -> {
              assertThat(row.get(3)).isEqualTo("UNKNOWN");
              assertThat(row.get(7)).isEqualTo(Folder.ACCOUNT);
              assertThat(String.valueOf(row.get(9))).endsWith(".");
            });
  }

  @Test
  void aCheckThatCannotBeEvaluatedSaysSo() {
    Check mistyped =
        Check.parse(
            """
            -- id: SG99
            -- title: T
            -- severity: low
            -- resource: AWS::EC2::SecurityGroup
            -- needs: security_groups
            -- why: W.
            -- remedy: R.
            SELECT NO_SUCH_COLUMN FROM SECURITY_GROUPS
            """);

    Rows results = estate.check(mistyped);

    assertThat(results.rows()).hasSize(1);
    assertThat(results.rows().get(0).get(3)).isEqualTo("UNKNOWN");
    assertThat(String.valueOf(results.rows().get(0).get(9)))
        .startsWith("The check cannot be evaluated: ")
        .contains("NO_SUCH_COLUMN");
  }

  @Test
  void evidenceNamesWhatFailedAndNothingElse() {
    List<String> evidence = new ArrayList<>();
    for (List<?> row : estate.check(Checks.of("CT19")).rows()) {
      if (row.get(3).equals("FAIL")) {
        evidence.add(String.valueOf(row.get(10)));
        assertThat(String.valueOf(row.get(13))).startsWith("2026-11-20T09:00");
      }
    }

    assertThat(evidence).hasSize(1);
    assertThat(evidence.get(0))
        .contains("i-used", "198.51.100.1")
        .doesNotContain("203.0.113.9", "10.0.0.9", "i-never-seen", "amazonaws", "AWS Internal");
  }

  /** Snowflake takes EXISTS in a WHERE only. */
  @ParameterizedTest
  @MethodSource("checks")
  void nothingIsAskedInAWayThatADatabaseDoesNotTake(Check check) {
    assertThat(CheckResults.in(Dialect.SNOWFLAKE).query(check)).doesNotContain("EXISTS (");
  }

  @Test
  void allResultsAreAView() {
    assertThat(estate.query("SELECT COUNT(*) FROM CHECKS").rows())
        .containsExactly(List.of((long) Checks.all().size()));
    assertThat(
            estate
                .query(
                    "SELECT CHECK_ID, ACCOUNT_ID, FAIL_COUNT FROM CHECK_SUMMARY WHERE CHECK_ID = 'SG02'")
                .rows())
        .containsExactly(List.of("SG02", Folder.ACCOUNT, new java.math.BigInteger("2")));
  }

  /** The resource's id, or the last part of an ARN, which is enough to tell the cases apart. */
  private static String name(List<?> row) {
    String id = String.valueOf(row.get(5));
    return id.substring(id.lastIndexOf('/') + 1);
  }

  private static Set<String> names(JsonNode list) {
    Set<String> names = new TreeSet<>();
    if (list != null) {
      list.forEach(name -> names.add(name.asText()));
    }
    return names;
  }
}
