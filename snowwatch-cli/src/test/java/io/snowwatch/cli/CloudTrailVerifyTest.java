package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.cloudtrail.digest.SignedTrail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudTrailVerifyTest {

  private final SignedTrail trail = new SignedTrail().hours(4);
  private final RecordedConsole console = new RecordedConsole();

  @TempDir private Path folder;
  private Path keys;
  private Path copy;

  @BeforeEach
  void copyBucket() throws IOException {
    keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());
    copy = folder.resolve("copy");
    trail.writeTo(copy);
  }

  @Test
  void whatIsValidIsProven() {
    assertThat(verify()).isEqualTo(ExitStatus.OK);

    assertThat(console.lines())
        .containsExactly(
            "files          verdict               number",
            "digest files   VALID                      4",
            "log files      VALID                      8",
            "gaps                                      0",
            "PROVEN: every file is what CloudTrail delivered, and no hour is missing.");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void everyFindingIsALine() throws IOException {
    Files.delete(copy.resolve(trail.digestKeys.get(2)));
    Files.writeString(copy.resolve(trail.logKeys.get(0)), "changed");

    assertThat(verify()).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "Log file s3://trail-bucket/%s was modified: its SHA-256 is "
                            .formatted(trail.logKeys.get(0))))
        .contains(
            "Digest s3://trail-bucket/%s is missing; %s names it"
                .formatted(trail.digestKeys.get(2), trail.digestKeys.get(3)),
            "111122223333/eu-west-1/my_trail has no digest file from 2026-11-20T22:01:31Z to"
                + " 2026-11-20T23:01:31Z: digest files are missing",
            "NOT PROVEN: see the findings above.");
  }

  @Test
  void jsonIsAnObjectPerFindingAndASummary() throws IOException {
    Files.delete(copy.resolve(trail.logKeys.get(3)));

    assertThat(verify("--format", "json", "--all")).isEqualTo(ExitStatus.PART_FAILED);

    List<JsonNode> lines = new ArrayList<>();
    for (String line : console.lines()) {
      lines.add(json(line));
    }
    assertThat(lines).hasSize(13);
    assertThat(lines)
        .filteredOn(line -> line.path("Verdict").asText().equals("MISSING"))
        .singleElement()
        .satisfies(line -> assertThat(line.path("Key").asText()).isEqualTo(trail.logKeys.get(3)));
    assertThat(lines.get(12).path("AllValid").booleanValue()).isFalse();
    assertThat(lines.get(12).path("ValidLogFiles").intValue()).isEqualTo(7);
  }

  @Test
  void aLogFileOfAnotherAccountIsNamedUntilTheAccountIsAccepted() throws IOException {
    String key =
        "AWSLogs/222233334444/CloudTrail/eu-west-1/2026/11/20/"
            + "222233334444_CloudTrail_eu-west-1_20261120T2105Z_a.json.gz";
    Files.createDirectories(copy.resolve(key).getParent());
    Files.writeString(copy.resolve(key), "{\"Records\":[]}");

    assertThat(verify()).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.lines())
        .contains("Log file s3://trail-bucket/" + key + " is named by no digest file");

    assertThat(verify("--accept-account", "222233334444")).isEqualTo(ExitStatus.OK);
    assertThat(console.lines())
        .contains(
            "Accepted, account 222233334444: 1 log files that no digest file names, 0 gaps",
            "PROVEN but for what was accepted: every other file is what CloudTrail delivered, and"
                + " no other hour is missing.");
  }

  @Test
  void whatSnowWatchWroteIsLeftOutAsBySplitAndNothingElse() throws IOException {
    String log = trail.logKeys.get(0);
    byte[] lines = "{\"eventVersion\":\"1.08\"}\n".getBytes(StandardCharsets.UTF_8);
    String inventory = "ec2_monitoring/account=111122223333/region=eu-west-1/run=x/";
    List<String> written =
        List.of(
            "cloudtrail_monitoring/" + log.replace(".json.gz", ".json.zst"),
            "cloudtrail_quarantine/" + log,
            inventory + "2026-11-20T21:05:00.000000.json.gz",
            "harvest_monitoring/run=x/2026-11-20T21:05:00.000000.json.gz");
    for (String key : written) {
      Files.createDirectories(copy.resolve(key).getParent());
      Files.write(copy.resolve(key), lines);
    }

    assertThat(verify()).as(console.out()).isEqualTo(ExitStatus.OK);
    assertThat(console.lines().get(2)).startsWith("log files      VALID                      8");
    console.run(
        "cloudtrail",
        "split",
        "--list-ignored",
        "--to",
        folder.resolve("to").toString(),
        copy.toString());
    assertThat(written).allSatisfy(key -> assertThat(console.err()).contains(key + ": it is in "));

    String added = inventory + log.substring(log.lastIndexOf('/') + 1);
    Files.write(copy.resolve(added), lines);
    assertThat(verify()).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.out()).contains(added);
    console.run(
        "cloudtrail",
        "split",
        "--list-ignored",
        "--to",
        folder.resolve("to").toString(),
        copy.toString());
    assertThat(console.err()).doesNotContain(added + ": it is in ");
  }

  @Test
  void logFilesBeforeTheFirstDigestFileAreNotCovered() throws IOException {
    String key =
        "AWSLogs/111122223333/CloudTrail/eu-west-1/2025/11/20/"
            + "111122223333_CloudTrail_eu-west-1_20251120T2105Z_a.json.gz";
    Files.createDirectories(copy.resolve(key).getParent());
    Files.writeString(copy.resolve(key), "{\"Records\":[]}");

    int status =
        console.run(
            "cloudtrail",
            "verify",
            "--bucket",
            SignedTrail.BUCKET,
            "--public-key",
            keys.toString(),
            "--until",
            trail.end().toString(),
            copy.toString());

    assertThat(status).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(console.out())
        .contains("Not covered: 1 log files are older than the first digest file.");
  }

  @Test
  void whatIsNoRestartIsRefused() {
    assertThat(verify("--accept-restart", "my_trail")).isEqualTo(ExitStatus.BAD_USAGE);

    assertThat(console.err()).contains("write TRAIL@FROM/TO");
  }

  @Test
  void aFolderWithoutDigestFilesProvesNothing() {
    assertThat(verify("--account", "000000000000")).isEqualTo(ExitStatus.PART_FAILED);

    assertThat(console.out()).contains("NOT PROVEN: there are no digest files.");
  }

  @Test
  void aFolderNeedsItsBucketsName() {
    assertThat(
            console.run("cloudtrail", "verify", "--public-key", keys.toString(), copy.toString()))
        .isEqualTo(ExitStatus.BAD_USAGE);

    assertThat(console.err()).contains("with --bucket");
  }

  private int verify(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "cloudtrail",
                "verify",
                "--bucket",
                SignedTrail.BUCKET,
                "--public-key",
                keys.toString(),
                "--since",
                SignedTrail.START.toString(),
                "--until",
                trail.end().toString(),
                copy.toString()));
    arguments.addAll(List.of(more));
    return console.run(arguments.toArray(String[]::new));
  }

  private static JsonNode json(String line) throws JsonProcessingException {
    return new ObjectMapper().readTree(line);
  }
}
