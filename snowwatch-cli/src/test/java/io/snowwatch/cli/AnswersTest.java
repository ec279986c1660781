package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** {@code snowwatch check} and {@code snowwatch query} over a small folder. */
class AnswersTest {

  private static final String OPEN =
      "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}]";

  private final RecordedConsole console = new RecordedConsole();

  @TempDir private Path folder;

  @BeforeEach
  void harvest() throws IOException {
    String where =
        "\"AccountId\":\"123456789012\",\"OwnerId\":\"123456789012\",\"Region\":{\"RegionName\":\"eu-west-1\"}";
    write(
        "security_group_monitoring/account=123456789012/region=eu-west-1/run=r1/part=0001/2026-11-24T00:00:00.000000.json.gz",
        "{\"GroupId\":\"sg-1\",\"GroupName\":\"<script>, \\\"a\\\"\",%s,%s}".formatted(OPEN, where),
        "{\"GroupId\":\"sg-2\",\"GroupName\":\"b\",%s}".formatted(where));
    write(
        "harvest_monitoring/account=123456789012/region=global/run=r1/part=0001/2026-11-24T00:00:00.000000.json.gz",
        "{\"RunId\":\"r1\",\"Dataset\":\"security_groups\",\"AccountId\":\"123456789012\",\"RegionName\":\"eu-west-1\",\"Outcome\":\"SUCCEEDED\",\"RecordCount\":2,\"ObjectKeys\":[]}");
  }

  private void write(String key, String... lines) throws IOException {
    Path file = folder.resolve(key);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private int check(String... more) {
    List<String> all = new ArrayList<>(List.of("check", "--in", folder.toString()));
    all.addAll(List.of(more));
    return console.run(all.toArray(String[]::new));
  }

  @Test
  void theTableListsWhatFailsBeforeWhatIsNotKnown() {
    assertThat(check("--check", "SG01,EC01")).isZero();

    assertThat(console.lines().get(0)).startsWith("SEVERITY  CHECK  STATUS");
    assertThat(console.lines().get(1))
        .startsWith("high")
        .contains("SG01", "FAIL", "123456789012", "eu-west-1", "sg-1", "SSH or RDP is open");
    assertThat(console.lines().get(2))
        .startsWith("medium")
        .contains("EC01", "UNKNOWN", "No run has looked at it.");
    assertThat(console.lines()).last().isEqualTo("FAIL 1, PASS 1, UNKNOWN 1");
  }

  @Test
  void jsonHasEveryResultWithEveryMember() throws IOException {
    assertThat(check("--check", "SG01", "--format", "json")).isZero();

    JsonNode results = new ObjectMapper().readTree(console.out());
    assertThat(results).hasSize(2);
    JsonNode failed = results.get(0);
    List<String> names = new ArrayList<>();
    failed.properties().forEach(member -> names.add(member.getKey()));
    assertThat(names)
        .containsExactly(
            "CHECK_ID",
            "TITLE",
            "SEVERITY",
            "STATUS",
            "RESOURCE_TYPE",
            "RESOURCE_ID",
            "RESOURCE_ARN",
            "ACCOUNT_ID",
            "REGION_NAME",
            "REASON",
            "EVIDENCE",
            "MONITORED_TIME",
            "RUN_ID",
            "FIRST_SEEN");
    assertThat(failed.get("STATUS").asText()).isEqualTo("FAIL");
    assertThat(failed.get("SEVERITY").asText()).isEqualTo("high");
    assertThat(failed.get("RESOURCE_ARN").asText())
        .isEqualTo("arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1");
    assertThat(failed.get("EVIDENCE").get(0).get("PEER").asText()).isEqualTo("0.0.0.0/0");
    assertThat(failed.get("EVIDENCE").get(0).get("FROM_PORT").asInt()).isEqualTo(22);
    assertThat(failed.get("MONITORED_TIME").asText()).isEqualTo("2026-11-24T00:00:00Z");
    assertThat(results.get(1).get("STATUS").asText()).isEqualTo("PASS");
    assertThat(results.get(1).get("REASON").isNull()).isTrue();
  }

  @Test
  void failuresThatAreBadEnoughEndWithStatusFour() {
    assertThat(check("--check", "SG01", "--fail-on", "high")).isEqualTo(4);
    assertThat(check("--check", "SG01", "--fail-on", "critical")).isZero();
    // Nothing that is not known is a failure.
    assertThat(check("--check", "EC01", "--fail-on", "informational")).isZero();
    assertThat(check("--account", "999999999999", "--fail-on", "informational")).isZero();
  }

  @Test
  void onlyChecksThatAreBadEnoughRun() {
    check("--severity", "critical", "--format", "csv");

    assertThat(console.lines().get(0)).startsWith("CHECK_ID,TITLE,SEVERITY");
    assertThat(console.lines().stream().skip(1))
        .isNotEmpty()
        .allMatch(l -> l.contains(",critical,"));
  }

  @Test
  void junitHasATestCaseForEachResult() throws Exception {
    check("--check", "SG01,EC01", "--format", "junit");

    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(console.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(xml.getElementsByTagName("error").getLength()).isEqualTo(1);
  }

  @Test
  void ocsfHasAComplianceFindingForEachResultAsItsSchemaWantsIt() throws IOException {
    Path mute = folder.resolve("mute.jsonl");
    Files.writeString(mute, "{\"CHECK_ID\":\"SG12\",\"REASON\":\"Known.\"}\n");
    assertThat(check("--format", "ocsf", "--exceptions", mute.toString())).isZero();

    JsonNode findings = new ObjectMapper().readTree(console.out());
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(AnswersTest.class.getResourceAsStream("ocsf-1.5.0-compliance-finding.json"));
    Map<String, JsonNode> byUid = new HashMap<>();
    for (JsonNode finding : findings) {
      assertThat(schema.validate(finding)).as("%s", finding).isEmpty();
      assertThat(byUid.put(finding.at("/finding_info/uid").asText(), finding)).isNull();
    }
    JsonNode failed = byUid.get("SG01/123456789012/eu-west-1/AWS::EC2::SecurityGroup/sg-1");
    assertThat(failed.get("class_uid").asInt()).isEqualTo(2003);
    assertThat(failed.get("type_uid").asLong()).isEqualTo(200301);
    assertThat(failed.get("severity_id").asInt()).isEqualTo(4);
    assertThat(failed.at("/compliance/status_id").asInt()).isEqualTo(3);
    assertThat(failed.at("/compliance/standards/0").asText())
        .isEqualTo("CIS AWS Foundations Benchmark v3.0.0");
    assertThat(failed.at("/compliance/checks/0/uid").asText()).isEqualTo("5.2");
    assertThat(failed.at("/cloud/account/uid").asText()).isEqualTo("123456789012");
    assertThat(failed.at("/resources/0/uid").asText())
        .isEqualTo("arn:aws:ec2:eu-west-1:123456789012:security-group/sg-1");
    assertThat(failed.at("/evidences/0/data/PEER").asText()).isEqualTo("0.0.0.0/0");
    assertThat(failed.at("/finding_info/last_seen_time").asLong())
        .isEqualTo(Instant.parse("2026-11-24T00:00:00Z").toEpochMilli());
    JsonNode passed = byUid.get("SG01/123456789012/eu-west-1/AWS::EC2::SecurityGroup/sg-2");
    assertThat(passed.at("/compliance/status").asText()).isEqualTo("Pass");
    JsonNode muted = byUid.get("SG12/123456789012/eu-west-1/AWS::EC2::SecurityGroup/sg-1");
    assertThat(muted.get("status").asText()).isEqualTo("Suppressed");
    assertThat(muted.at("/compliance/status").asText()).isEqualTo("Fail");
    JsonNode unknown = byUid.get("EC01/123456789012/eu-west-1/AWS::EC2::Instance/");
    assertThat(unknown.at("/compliance/status_id").asInt()).isZero();
    assertThat(unknown.get("status_detail").asText()).isEqualTo("No run has looked at it.");
    assertThat(unknown.has("resources")).isFalse();
    // What is asked of the findings is asked of the schema: it refuses what is none.
    ((ObjectNode) unknown).put("status_id", 7).remove("time");
    assertThat(schema.validate(unknown)).hasSize(2);
  }

  @Test
  void aCheckIsExplainedWithoutAFolder() {
    assertThat(console.run("check", "--explain", "sg01")).isZero();

    assertThat(console.out())
        .contains(
            "SG01  Remote administration is open", "v3 5.2, v5 5.3, v6 6.3", "Remedy:", "SELECT");
  }

  @Test
  void whatIsMissingOrMistypedIsSaid() {
    assertThat(console.run("check")).isEqualTo(2);
    assertThat(check("--check", "XX")).isEqualTo(2);
    assertThat(console.run("check", "--in", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(console.run("query", "--in", folder.toString(), "SELECT X FROM SCOPES"))
        .isEqualTo(1);

    assertThat(console.err())
        .contains(
            "Missing required option: '--in=FOLDER', s3://bucket/prefix, or '--connection=NAME'",
            "There is no check 'XX'",
            "is no folder",
            "Referenced column \"X\" not found");
  }

  @Test
  void aQuestionIsAnsweredInEveryFormat() {
    String sql = "SELECT GROUP_ID, GROUP_NAME, INGRESS_COUNT FROM SECURITY_GROUPS ORDER BY 1";
    assertThat(console.run("query", "--in", folder.toString(), sql)).isZero();
    assertThat(console.run("query", "--in", folder.toString(), "--format", "csv", sql)).isZero();

    assertThat(console.lines())
        .containsExactly(
            "GROUP_ID  GROUP_NAME     INGRESS_COUNT",
            "sg-1      <script>, \"a\"  1",
            "sg-2      b              -",
            "GROUP_ID,GROUP_NAME,INGRESS_COUNT",
            "sg-1,\"<script>, \"\"a\"\"\",1",
            "sg-2,b,");
  }

  @Test
  void historyStaysInAFileWhenTheObjectsAreGone() throws IOException {
    Path file = folder.resolveSibling(folder.getFileName() + ".duckdb");
    String sql = "SELECT RESOURCE_ID, VALID_TO FROM SECURITY_GROUPS_HISTORY ORDER BY ALL";
    assertThat(check("--database", file.toString(), "--check", "SG01", "--format", "csv")).isZero();
    Files.delete(
        folder.resolve(
            "security_group_monitoring/account=123456789012/region=eu-west-1/run=r1/part=0001/2026-11-24T00:00:00.000000.json.gz"));

    RecordedConsole later = new RecordedConsole();
    assertThat(
            later.run(
                "query",
                "--in",
                folder.toString(),
                "--database",
                file.toString(),
                "--format",
                "csv",
                sql))
        .isZero();
    Files.delete(file);

    assertThat(later.lines()).containsExactly("RESOURCE_ID,VALID_TO", "sg-1,", "sg-2,");
  }
}
