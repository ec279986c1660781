package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.Severity;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An array of OCSF Compliance Findings, one for each result and each on a line of its own.
 *
 * @see <a href="https://schema.ocsf.io/1.5.0/classes/compliance_finding">Compliance Finding</a>
 */
final class OcsfOutput implements CheckOutput {

  static final String VERSION = "1.5.0";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CIS = "CIS AWS Foundations Benchmark";
  private static final int CREATE = 1;
  private static final int FINDINGS = 2;
  private static final int COMPLIANCE_FINDING = 2003;
  private static final int AWS_ACCOUNT = 10;

  private final Console console;
  private final Instant now;
  private final JsonGenerator json;
  private boolean first = true;

  OcsfOutput(Console console, Instant now) throws IOException {
    this.console = console;
    this.now = now;
    json =
        new JsonFactory()
            .createGenerator(console.out())
            .setRootValueSeparator(null)
            .setCodec(MAPPER)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  @Override
  public void begin() throws IOException {
    json.writeRaw('[');
  }

  @Override
  public void check(Check check, Rows summary, Source all) throws IOException {
    all.forEach(
        row -> {
          json.writeRaw(first ? "\n" : ",\n");
          first = false;
          json.writeTree(finding(check, row));
        });
  }

  @Override
  public void end() throws IOException {
    json.writeRaw(first ? "]\n" : "\n]\n");
    json.flush();
    console.out().flush();
  }

  private ObjectNode finding(Check check, List<@Nullable Object> row) throws IOException {
    String status = text(row, "STATUS");
    String reason = text(row, "REASON");
    String account = text(row, "ACCOUNT_ID");
    String region = text(row, "REGION_NAME");
    String resource = text(row, "RESOURCE_ID");
    String arn = text(row, "RESOURCE_ARN");
    ObjectNode finding = MAPPER.createObjectNode();
    finding.put("activity_id", CREATE).put("activity_name", "Create");
    finding.put("category_uid", FINDINGS).put("category_name", "Findings");
    finding.put("class_uid", COMPLIANCE_FINDING).put("class_name", "Compliance Finding");
    finding.put("type_uid", COMPLIANCE_FINDING * 100 + CREATE);
    finding.put("type_name", "Compliance Finding: Create");
    finding.put("time", now.toEpochMilli());
    finding.put("severity_id", severityId(check.severity()));
    finding.put("severity", caption(check.severity().name()));
    boolean muted = status.equals("MUTED");
    finding.put("status_id", muted ? 3 : 1).put("status", muted ? "Suppressed" : "New");
    finding.put("status_code", status);
    put(finding, "status_detail", reason);
    finding.put("message", reason.isEmpty() ? status + ": " + check.title() : reason);
    finding.set("metadata", metadata(check));
    if (!account.isEmpty() || !region.isEmpty()) {
      finding.set("cloud", cloud(account, region));
    }
    finding.set("compliance", compliance(check, status, reason));
    ObjectNode info = finding.putObject("finding_info");
    // The same in every run, so that whoever collects findings can tell what is new.
    info.put("uid", String.join("/", check.id(), account, region, check.resourceType(), resource));
    info.put("title", check.title()).put("desc", check.why());
    putTime(info, "first_seen_time", row, "FIRST_SEEN");
    putTime(info, "last_seen_time", row, "MONITORED_TIME");
    check.datasets().forEach(info.withArray("data_sources")::add);
    if (!resource.isEmpty()) {
      ObjectNode of = finding.putArray("resources").addObject();
      of.put("uid", arn.isEmpty() ? resource : arn).put("name", resource);
      of.put("type", text(row, "RESOURCE_TYPE"));
      put(of, "region", region);
      if (arn.startsWith("arn:") && arn.indexOf(':', 4) > 4) {
        of.put("cloud_partition", arn.substring(4, arn.indexOf(':', 4)));
      }
    }
    @Nullable Object evidence = value(row, "EVIDENCE");
    if (evidence != null) {
      ArrayNode evidences = MAPPER.createArrayNode();
      for (JsonNode each : MAPPER.readTree(evidence.toString())) {
        evidences.addObject().set("data", each);
      }
      if (!evidences.isEmpty()) {
        finding.set("evidences", evidences);
      }
    }
    finding.putObject("remediation").put("desc", check.remedy());
    ObjectNode unmapped = finding.putObject("unmapped");
    unmapped.put("resource_type", check.resourceType());
    put(unmapped, "run_id", text(row, "RUN_ID"));
    return finding;
  }

  private static ObjectNode metadata(Check check) {
    ObjectNode metadata = MAPPER.createObjectNode();
    metadata.put("version", VERSION).put("event_code", check.id());
    metadata.putArray("profiles").add("cloud");
    metadata
        .putObject("product")
        .put("name", "SnowWatch")
        .put("uid", "snowwatch")
        .put("vendor_name", "SnowWatch")
        .put("version", SnowWatch.Version.number());
    return metadata;
  }

  private static ObjectNode cloud(String account, String region) {
    ObjectNode cloud = MAPPER.createObjectNode();
    cloud.put("provider", "AWS");
    put(cloud, "region", region);
    if (!account.isEmpty()) {
      cloud
          .putObject("account")
          .put("uid", account)
          .put("type", "AWS Account")
          .put("type_id", AWS_ACCOUNT);
    }
    return cloud;
  }

  /** What was found, which a muting does not change. */
  private static ObjectNode compliance(Check check, String status, String reason) {
    int id =
        switch (status) {
          case "PASS" -> 1;
          case "FAIL", "MUTED" -> 3;
          default -> 0;
        };
    String caption = id == 1 ? "Pass" : id == 3 ? "Fail" : "Unknown";
    ObjectNode compliance = MAPPER.createObjectNode();
    compliance.put("control", check.id()).put("desc", check.title());
    compliance.put("status_id", id).put("status", caption);
    if (!reason.isEmpty()) {
      compliance.putArray("status_details").add(reason);
    }
    Map<String, String> controls = new TreeMap<>(check.controls());
    ArrayNode standards = compliance.putArray("standards");
    ArrayNode requirements = compliance.putArray("requirements");
    ArrayNode checks = compliance.putArray("checks");
    controls.forEach(
        (version, control) -> {
          String standard = "%s %s.0.0".formatted(CIS, version);
          standards.add(standard);
          requirements.add(standard + ": " + control);
          ObjectNode each = checks.addObject();
          each.put("uid", control).put("name", check.title());
          each.put("status_id", id).put("status", caption);
          each.putArray("standards").add(standard);
        });
    return compliance;
  }

  private static int severityId(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 5;
      case HIGH -> 4;
      case MEDIUM -> 3;
      case LOW -> 2;
      case INFORMATIONAL -> 1;
    };
  }

  private static String caption(String name) {
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object value(List<@Nullable Object> row, String column) {
    return row.get(CheckResults.COLUMNS.indexOf(column));
  }

  private static String text(List<@Nullable Object> row, String column) {
    @Nullable String text = Answered.text(value(row, column));
    return text == null ? "" : text;
  }

  private static void put(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }

  private static void putTime(
      ObjectNode object, String name, List<@Nullable Object> row, String column) {
    String time = text(row, column);
    if (!time.isEmpty()) {
      object.put(name, Instant.parse(time).toEpochMilli());
    }
  }
}
