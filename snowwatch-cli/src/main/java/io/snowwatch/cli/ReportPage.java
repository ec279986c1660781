package io.snowwatch.cli;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.StringLoader;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckResults;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.answers.Severity;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.local.Rows;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page of {@code snowwatch report}: gathers what it says, and renders the template. */
final class ReportPage {

  /** So many rows of a table stay usable in a browser; what is left out is said. */
  private static final int MOST_ROWS = 1000;

  private static final int MOST_RESOURCES = 200;
  private static final List<String> STATUSES = List.of("FAIL", "UNKNOWN", "MUTED", "PASS");
  private static final Map<String, String> CIS_SECTIONS =
      Map.of(
          "2", "Identity and access",
          "3", "Storage",
          "4", "Logging",
          "5", "Monitoring",
          "6", "Networking");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Instant now;
  private final Catalog catalog;
  private final List<Check> checks;
  private final Map<String, Object> values = new HashMap<>();
  private final List<List<@Nullable Object>> severities = new ArrayList<>();

  ReportPage(Instant now, Catalog catalog, List<Check> checks) {
    this.now = now;
    this.catalog = catalog;
    this.checks = checks;
  }

  static List<Check> ordered(KnownChecks known) {
    return known.all().stream()
        .sorted(Comparator.comparing(Check::severity).thenComparing(Check::id))
        .toList();
  }

  /** What there is and was: everything but the checks. */
  void facts(AskedEstate estate) {
    completeness(
        estate.query(
            "SELECT ACCOUNT_ID, COALESCE(REGION_NAME, '(no Region known)'), DATASET_NAME, LAST_COMPLETE, REASON"
                + " FROM EXPECTED_SCOPES ORDER BY 1, 2, 3"));
    values.put(
        "changes",
        table(
            estate,
            "What changed between complete runs, the latest first, and the calls that name the resource",
            "SELECT UNTIL_TIME AS \"Seen by\", CHANGE AS \"Change\", RESOURCE_TYPE AS \"Type\", RESOURCE_ID AS \"Resource\","
                + " ACCOUNT_ID AS \"Account\", REGION_NAME AS \"Region\", CAST(CHANGED_PATHS AS VARCHAR) AS \"What\","
                + " EVENT_USER_ARN AS \"Who\", EVENT_NAME AS \"Call\", EVENT_TIME AS \"When\", EVENT_SOURCE_IP AS \"From\""
                + " FROM CHANGED_BY ORDER BY 1 DESC, 10 DESC, 4"));
    values.put(
        "inventory",
        table(
            estate,
            "Resources by type, account and Region",
            "SELECT RESOURCE_TYPE AS \"Type\", ACCOUNT_ID AS \"Account\", REGION_NAME AS \"Region\", COUNT(*) AS \"Resources\" FROM ("
                + catalog.datasets().stream()
                    .filter(dataset -> !dataset.kinds().isEmpty())
                    .map(d -> "SELECT RESOURCE_TYPE, ACCOUNT_ID, REGION_NAME FROM " + d.entity())
                    .collect(Collectors.joining(" UNION ALL "))
                + ") GROUP BY ALL ORDER BY 1, 2, 3"));
    values.put(
        "exposure",
        table(
            estate,
            "Instances with a public address and ports that a group of the same interface opens to everybody",
            "SELECT DISTINCT n.INSTANCE_ID AS \"Instance\", i.INSTANCE_NAME AS \"Name\", n.ACCOUNT_ID AS \"Account\", n.REGION_NAME AS \"Region\","
                + " CASE WHEN r.PEER = '::/0' THEN n.IPV6_ADDRESS ELSE n.PUBLIC_IP_ADDRESS END AS \"Address\", r.PROTOCOL AS \"Protocol\","
                + " r.FROM_PORT AS \"From port\", r.TO_PORT AS \"To port\", r.PEER AS \"Open to\", r.GROUP_ID AS \"Group\""
                + " FROM INSTANCE_INTERFACES AS n"
                + " JOIN EC2_INSTANCES AS i ON i.INSTANCE_ID = n.INSTANCE_ID AND i.ACCOUNT_ID = n.ACCOUNT_ID AND i.REGION_NAME = n.REGION_NAME"
                + " JOIN INSTANCE_SECURITY_GROUPS AS s ON s.INSTANCE_ID = n.INSTANCE_ID AND s.INTERFACE_ID = n.INTERFACE_ID AND s.ACCOUNT_ID = n.ACCOUNT_ID AND s.REGION_NAME = n.REGION_NAME"
                + " JOIN SECURITY_GROUP_RULES AS r ON r.GROUP_ID = s.GROUP_ID AND r.ACCOUNT_ID = s.ACCOUNT_ID AND r.REGION_NAME = s.REGION_NAME"
                + " WHERE r.DIRECTION = 'ingress' AND ((n.PUBLIC_IP_ADDRESS IS NOT NULL AND r.PEER = '0.0.0.0/0') OR (n.IPV6_ADDRESS IS NOT NULL AND r.PEER = '::/0'))"
                + " ORDER BY 3, 4, 1, 7"));
    values.put(
        "balancers",
        table(
            estate,
            "Listeners of internet-facing load balancers",
            "SELECT LOAD_BALANCER_NAME AS \"Load balancer\", COALESCE(TYPE, 'classic') AS \"Type\", ACCOUNT_ID AS \"Account\", REGION_NAME AS \"Region\","
                + " PROTOCOL AS \"Protocol\", PORT AS \"Port\" FROM LOAD_BALANCER_LISTENERS WHERE SCHEME = 'internet-facing' ORDER BY 3, 4, 1, 6"));
    values.put(
        "principals",
        table(
            estate,
            "Who made calls in the 90 days up to each account's last event, the busiest first",
            "SELECT EVENT_USER_ARN AS \"Who\", ACCOUNT_ID AS \"Account\", COUNT(*) AS \"Calls\","
                + " SUM(CASE WHEN READ_ONLY = FALSE THEN 1 ELSE 0 END) AS \"Writing\","
                + " SUM(CASE WHEN ERROR_CODE LIKE '%UnauthorizedOperation' OR ERROR_CODE LIKE 'AccessDenied%' THEN 1 ELSE 0 END) AS \"Denied\","
                + " MAX(EVENT_TIME) AS \"Last\" FROM ACTIVITY GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"));
    values.put(
        "denials",
        table(
            estate,
            "Denied calls",
            "SELECT EVENT_USER_ARN AS \"Who\", ACCOUNT_ID AS \"Account\", EVENT_SOURCE AS \"Service\", EVENT_NAME AS \"Call\", ERROR_CODE AS \"Error\", COUNT(*) AS \"Calls\", MAX(EVENT_TIME) AS \"Last\""
                + " FROM ACTIVITY WHERE ERROR_CODE LIKE '%UnauthorizedOperation' OR ERROR_CODE LIKE 'AccessDenied%' GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 1, 4"));
    values.put(
        "signins",
        table(
            estate,
            "Sign-ins to the console, the latest first",
            "SELECT EVENT_TIME AS \"When\", EVENT_USER_ARN AS \"Who\", ACCOUNT_ID AS \"Account\", EVENT_SOURCE_IP AS \"From\", EVENT_USER_AGENT AS \"With\""
                + " FROM ACTIVITY WHERE EVENT_NAME = 'ConsoleLogin' ORDER BY 1 DESC, 2"));
  }

  private void completeness(Rows scopes) {
    TreeSet<String> datasets = new TreeSet<>();
    Map<List<String>, Map<String, Map<String, String>>> lines = new LinkedHashMap<>();
    int gaps = 0;
    int leftOut = 0;
    for (List<@Nullable Object> row : scopes.rows()) {
      String dataset = String.valueOf(row.get(2));
      datasets.add(dataset);
      @Nullable String complete = Answered.text(row.get(3));
      Map<String, String> cell = new HashMap<>();
      if (complete != null) {
        cell.put("state", "known");
        cell.put("text", age(Instant.parse(complete)));
      } else if (cell(row.get(4)).endsWith(": " + RegionFilter.NOT_SELECTED)) {
        cell.put("state", "left");
        cell.put("text", "not selected");
        leftOut++;
      } else {
        cell.put("state", "gap");
        cell.put("text", "not known: " + cell(row.get(4)));
      }
      gaps += complete == null ? 1 : 0;
      lines
          .computeIfAbsent(List.of(cell(row.get(0)), cell(row.get(1))), k -> new HashMap<>())
          .put(dataset, cell);
    }
    List<Map<String, Object>> map = new ArrayList<>();
    lines.forEach(
        (place, cells) ->
            map.add(
                Map.of(
                    "account",
                    place.get(0),
                    "region",
                    place.get(1),
                    "cells",
                    datasets.stream()
                        .map(d -> cells.getOrDefault(d, Map.of("state", "none", "text", "")))
                        .toList())));
    values.put("datasets", List.copyOf(datasets));
    values.put("scopes", map.stream().limit(MOST_ROWS).toList());
    values.put("scopesLeftOut", Math.max(0, map.size() - MOST_ROWS));
    values.put("gaps", gaps);
    values.put("leftOut", leftOut);
    values.put("scopeCount", scopes.rows().size());
  }

  private String age(Instant time) {
    long minutes = ChronoUnit.MINUTES.between(time, now);
    if (minutes < 120) {
      return Math.max(0, minutes) + " min";
    }
    return minutes < 48 * 60 ? minutes / 60 + " h" : minutes / (24 * 60) + " d";
  }

  /** What is wrong, by severity and by section of the benchmark. */
  void posture(AskedEstate estate) {
    Map<String, Map<String, Long>> bySeverity = new LinkedHashMap<>();
    for (Severity severity : Severity.values()) {
      bySeverity.put(severity.name().toLowerCase(Locale.ROOT), new HashMap<>());
    }
    Map<String, Map<String, Long>> bySection = new TreeMap<>();
    List<Map<String, Object>> details = new ArrayList<>();
    for (Check check : checks) {
      Map<String, Long> counts = new HashMap<>();
      List<List<String>> rows = new ArrayList<>();
      int listed = 0;
      List<List<@Nullable Object>> summary = estate.summary(check).rows();
      for (String status : STATUSES) {
        for (List<@Nullable Object> row : summary) {
          if (!status.equals(row.get(CheckResults.COLUMNS.indexOf("STATUS")))) {
            continue;
          }
          long resources =
              row.get(CheckResults.COLUMNS.size()) instanceof Number number
                  ? number.longValue()
                  : 1;
          counts.merge(status, resources, Long::sum);
          if (!status.equals("PASS")) {
            listed++;
            if (rows.size() < MOST_RESOURCES) {
              rows.add(
                  List.of(
                          "STATUS",
                          "ACCOUNT_ID",
                          "REGION_NAME",
                          "RESOURCE_ID",
                          "REASON",
                          "EVIDENCE")
                      .stream()
                      .map(c -> cell(row.get(CheckResults.COLUMNS.indexOf(c))))
                      .toList());
            }
          }
        }
      }
      String severity = check.severity().name().toLowerCase(Locale.ROOT);
      counts.forEach(
          (status, n) ->
              bySeverity.getOrDefault(severity, new HashMap<>()).merge(status, n, Long::sum));
      @Nullable String control = check.controls().get("v6");
      if (control != null) {
        String section = control.substring(0, Math.max(1, control.indexOf('.')));
        Map<String, Long> of =
            bySection.computeIfAbsent(
                section + " " + CIS_SECTIONS.getOrDefault(section, ""), s -> new HashMap<>());
        counts.forEach((status, n) -> of.merge(status, n, Long::sum));
      }
      if (listed > 0) {
        Map<String, Object> detail = new HashMap<>();
        detail.put("id", check.id());
        detail.put("title", check.title());
        detail.put("severity", severity);
        detail.put("fail", counts.getOrDefault("FAIL", 0L));
        detail.put("unknown", counts.getOrDefault("UNKNOWN", 0L));
        detail.put("why", check.why());
        detail.put("remedy", check.remedy());
        detail.put(
            "controls",
            new TreeMap<>(check.controls())
                .entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", ")));
        detail.put(
            "table",
            Map.of(
                "caption",
                "Resources of " + check.id(),
                "columns",
                List.of("Status", "Account", "Region", "Resource", "Reason", "Evidence"),
                "rows",
                rows,
                "leftOut",
                listed - rows.size()));
        details.add(detail);
      }
    }
    bySeverity.forEach(
        (severity, counts) -> {
          List<@Nullable Object> row = new ArrayList<>(List.of(severity));
          STATUSES.forEach(status -> row.add(counts.getOrDefault(status, 0L)));
          severities.add(row);
        });
    values.put("severities", counted(bySeverity, "Severity", "Results by severity"));
    values.put(
        "sections",
        counted(
            bySection, "Section", "Results by section of the CIS AWS Foundations Benchmark 6.0"));
    values.put("checks", details);
  }

  /** How many results of each status there are, by severity. */
  Rows severities() {
    List<String> columns = new ArrayList<>(List.of("SEVERITY"));
    columns.addAll(STATUSES);
    return new Rows(columns, severities);
  }

  private static Map<String, Object> counted(
      Map<String, Map<String, Long>> of, String what, String caption) {
    List<List<String>> rows = new ArrayList<>();
    of.forEach(
        (name, counts) -> {
          List<String> row = new ArrayList<>(List.of(name));
          STATUSES.forEach(status -> row.add(String.valueOf(counts.getOrDefault(status, 0L))));
          rows.add(row);
        });
    return Map.of(
        "caption",
        caption,
        "columns",
        List.of(what, "Fail", "Unknown", "Muted", "Pass"),
        "rows",
        rows,
        "leftOut",
        0);
  }

  private static Map<String, Object> table(AskedEstate estate, String caption, String sql) {
    Rows count = estate.query("SELECT COUNT(*) FROM (" + sql + ")");
    long all = count.rows().get(0).get(0) instanceof Number number ? number.longValue() : 0;
    Rows rows = estate.query(sql + " LIMIT " + MOST_ROWS);
    return Map.of(
        "caption",
        caption,
        "columns",
        rows.columns(),
        "rows",
        rows.rows().stream().map(row -> row.stream().map(ReportPage::cell).toList()).toList(),
        "leftOut",
        Math.max(0, all - MOST_ROWS));
  }

  private static String cell(@Nullable Object value) {
    @Nullable String text = Answered.text(value);
    return text == null ? "" : CONTROL.matcher(text).replaceAll("\uFFFD");
  }

  String render(List<String> problems) throws IOException {
    String script = resource("report.js");
    String style = resource("report.css");
    values.put("problems", problems);
    values.put("made", now.truncatedTo(ChronoUnit.SECONDS).toString());
    values.put("script", script);
    values.put("style", style);
    values.put("scriptHash", hash(script));
    values.put("styleHash", hash(style));
    StringWriter html = new StringWriter();
    new PebbleEngine.Builder()
        .loader(new StringLoader())
        .autoEscaping(true)
        .strictVariables(true)
        .build()
        .getTemplate(resource("report.peb"))
        .evaluate(html, values, Locale.ROOT);
    return html.toString();
  }

  private static String hash(String text) {
    try {
      return "sha256-"
          + Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not packaged: build the module again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
