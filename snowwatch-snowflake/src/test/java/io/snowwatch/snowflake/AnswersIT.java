package io.snowwatch.snowflake;

import static io.snowwatch.snowflake.Estate.A;
import static io.snowwatch.snowflake.Estate.B;
import static io.snowwatch.snowflake.Estate.EU;
import static io.snowwatch.snowflake.Estate.US;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.answers.AnswerView;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.CheckViews;
import io.snowwatch.answers.Checks;
import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.DocumentScripts;
import io.snowwatch.local.LocalEstate;
import io.snowwatch.testing.FakeSnowflake;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One suite of estates on both engines: DuckDB over the objects in a folder, and fakesnow through
 * the driver with the statements of the plan. What is expected stands in {@code answers.json}; what
 * does not stand there has to be the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*(Z|[+-]\\d\\d(:?\\d\\d)?)");

  /** What depends on when the test runs, and what one engine has no number for. */
  private static final Set<String> NOT_COMPARED =
      Set.of("AGE_SECONDS", "LOAD_TIME", "SOURCE_FILE_ROW_NUMBER");

  /** What fakesnow does not know. */
  private static final Set<StatementKind> NOT_EMULATED =
      EnumSet.of(
          StatementKind.GRANT_PRIVILEGE,
          StatementKind.GRANT_OWNERSHIP,
          StatementKind.CREATE_WAREHOUSE,
          StatementKind.CREATE_DATABASE,
          StatementKind.WIDEN_COLUMNS,
          StatementKind.CREATE_FUNCTION);

  private LocalEstate duckdb;
  private Connection fakesnow;
  private FakeSnowflake server;
  private JsonNode expected;
  private boolean viewsAreKept;

  static Estate estate() {
    String tags = "\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"it's\"}]";
    String turned = "\"Tags\":[{\"Key\":\"b\",\"Value\":\"it's\"},{\"Value\":\"1\",\"Key\":\"a\"}]";
    String open =
        "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"},{\"CidrIp\":\"10.0.0.0/8\",\"Description\":\"us\"}],\"Ipv6Ranges\":[],\"UserIdGroupPairs\":[],\"PrefixListIds\":[]}],\"IpPermissionsEgress\":[]";
    String closed =
        "\"IpPermissions\":[],\"IpPermissionsEgress\":[{\"IpProtocol\":\"-1\",\"IpRanges\":[],\"Ipv6Ranges\":[{\"CidrIpv6\":\"::/0\"}],\"UserIdGroupPairs\":[{\"GroupId\":\"sg-x\",\"UserId\":\"999999999999\"}],\"PrefixListIds\":[{\"PrefixListId\":\"pl-1\"}]}]";
    String groups = "security_groups";
    return new Estate()
        .run(1, groups, A, EU, group("sg-1", tags, closed), group("sg-2", "\"Tags\":[]", closed))
        .run(1, groups, B, EU, group("sg-9", tags, open))
        // Doubled by a pipe, rows and what was said.
        .rows(1, groups, B, US, 2, group("sg-8", tags, open), group("sg-7", tags, closed))
        .said(1, groups, B, US, "SUCCEEDED", 2, 2)
        .said(3, groups, A, EU, "FAILED", 0, 1)
        // Half of it landed.
        .said(4, groups, A, EU, "SUCCEEDED", 2, 1)
        .rows(4, groups, A, EU, 1, group("sg-4", tags, open))
        .run(5, groups, A, EU, group("sg-2", "\"Tags\":[]", open), group("sg-3", tags, open))
        // Late: it comes after a later one. And it is replayed.
        .rows(
            2,
            groups,
            A,
            EU,
            2,
            group("sg-1", turned, closed),
            group("sg-2", "\"Tags\":[]", open),
            group("sg-3", tags, open))
        .said(2, groups, A, EU, "SUCCEEDED", 3, 2)
        // Nothing of it has landed.
        .said(6, groups, A, EU, "SUCCEEDED", 1, 1)
        // Complete and empty.
        .run(2, groups, B, EU)
        .run(
            1,
            "ec2_instances",
            A,
            EU,
            """
            {"InstanceId":"i-1","InstanceType":"m7g.large","State":{"Code":16,"Name":"running"},"LaunchTime":"2026-11-20T10:11:12Z","InstanceName":"web",
             "VpcId":"vpc-1","PublicIpAddress":"203.0.113.9","PrivateIpAddress":"10.0.0.9","KeyName":"k","IamInstanceProfile":{"Arn":"arn:aws:iam::123456789012:instance-profile/app"},
             "MetadataOptions":{"HttpEndpoint":"enabled","HttpTokens":"optional","HttpPutResponseHopLimit":2},"Monitoring":{"State":"disabled"},
             "NetworkInterfaces":[{"NetworkInterfaceId":"eni-1","SourceDestCheck":false,"PrivateIpAddress":"10.0.0.9","PrivateIpAddresses":[{"PrivateIpAddress":"10.0.0.9","Association":{"PublicIp":"203.0.113.9"}}],
               "Association":{"PublicIp":"203.0.113.9"},"Groups":[{"GroupId":"sg-2","GroupName":"sg-2"}],"Ipv6Addresses":[{"Ipv6Address":"2001:db8::1"}]}],
             "SecurityGroups":[{"GroupId":"sg-2","GroupName":"sg-2"}],"BlockDeviceMappings":[{"DeviceName":"/dev/xvda","Ebs":{"VolumeId":"vol-1","DeleteOnTermination":false}}],
             "Tags":[{"Key":"Name","Value":"web"}]}""")
        .run(
            2,
            "ec2_instances",
            A,
            EU,
            """
            {"InstanceId":"i-1","InstanceType":"m7g.xlarge","State":{"Code":80,"Name":"stopped"},"LaunchTime":"2026-11-20T10:11:12Z","InstanceName":"web","VpcId":"vpc-1",
             "StateTransitionReason":"User initiated (2026-09-01 10:00:00 GMT)","NetworkInterfaces":[],"Tags":[{"Key":"Name","Value":"web"}]}""",
            "{\"InstanceId\":\"i-2\",\"State\":{\"Name\":\"running\"},\"InstanceName\":\"\"}")
        .run(
            1,
            "load_balancers",
            A,
            EU,
            """
            {"LoadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/v2/1","LoadBalancerName":"v2","Type":"application","Scheme":"internet-facing",
             "AvailabilityZones":[{"ZoneName":"a"}],"SecurityGroups":["sg-2"],"Listeners":[{"ListenerArn":"arn:l","Protocol":"HTTP","Port":80,"DefaultActions":[{"Type":"forward"}]},
             {"ListenerArn":"arn:m","Protocol":"HTTPS","Port":443,"SslPolicy":"ELBSecurityPolicy-2016-08","Certificates":[{"CertificateArn":"arn:aws:iam::123456789012:server-certificate/x"}],"DefaultActions":[]}]}""",
            """
            {"LoadBalancerName":"classic","Scheme":"internal","AvailabilityZones":["a","b"],"SecurityGroups":[],"Instances":[],
             "ListenerDescriptions":[{"Listener":{"Protocol":"SSL","LoadBalancerPort":443,"InstanceProtocol":"TCP","InstancePort":80},"PolicyNames":["ELBSecurityPolicy-2016-08","own"]}]}""")
        .run(
            1,
            "iam_users",
            A,
            "global",
            """
            {"UserName":"ann","Arn":"arn:aws:iam::123456789012:user/ann","Path":"/","GroupList":["admins"],"AttachedManagedPolicies":[],"MFADevices":[]}""",
            """
            {"UserName":"bob","Arn":"arn:aws:iam::123456789012:user/bob","Path":"/","GroupList":[],"AttachedManagedPolicies":[{"PolicyName":"all","PolicyArn":"arn:aws:iam::123456789012:policy/all"}],
             "UserPolicyList":[{"PolicyName":"in","PolicyDocument":{"Statement":[{"Sid":"x","Effect":"Deny","NotAction":["s3:*","ec2:*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}}]}""")
        .run(
            1,
            "iam_groups",
            A,
            "global",
            """
            {"GroupName":"admins","Arn":"arn:aws:iam::123456789012:group/admins","Path":"/","AttachedManagedPolicies":[{"PolicyName":"all","PolicyArn":"arn:aws:iam::123456789012:policy/all"}],
             "GroupPolicyList":[{"PolicyName":"text","PolicyDocument":"no JSON"}]}""")
        .run(1, "iam_roles", A, "global", role("2026-11-01"))
        .run(2, "iam_roles", A, "global", role("2026-11-24"))
        .run(
            1,
            "iam_policies",
            A,
            "global",
            """
            {"PolicyName":"all","Arn":"arn:aws:iam::123456789012:policy/all","AttachmentCount":2,"PermissionsBoundaryUsageCount":0,"DefaultVersionId":"v2","PolicyVersionList":[
             {"VersionId":"v1","IsDefaultVersion":false,"Document":{"Statement":[]}},{"VersionId":"v2","IsDefaultVersion":true,"Document":{"Statement":{"Effect":"Allow","Action":"*","Resource":["*"]}}}]}""")
        .events(
            event(
                "e1",
                23,
                "RevokeSecurityGroupEgress",
                "ec2",
                "\"requestParameters\":{\"groupId\":\"sg-2\"}"),
            event(
                "e2",
                10,
                "AuthorizeSecurityGroupIngress",
                "ec2",
                "\"requestParameters\":{\"groupId\":\"sg-2\"}"),
            event(
                "e3",
                24,
                "StopInstances",
                "ec2",
                "\"requestParameters\":{\"instancesSet\":{\"items\":[{\"instanceId\":\"i-1\"}]}}"),
            event(
                "e4",
                25,
                "ConsoleLogin",
                "signin",
                "\"responseElements\":{\"ConsoleLogin\":\"Success\"},\"additionalEventData\":{\"MFAUsed\":\"No\"}"))
        // Delivered once more.
        .events(
            event(
                "e1",
                23,
                "RevokeSecurityGroupEgress",
                "ec2",
                "\"requestParameters\":{\"groupId\":\"sg-2\"}"));
  }

  private static String group(String id, String tags, String rules) {
    return "{\"GroupId\":\"%s\",\"GroupName\":\"%s\",\"OwnerId\":\"%s\",\"VpcId\":\"vpc-1\",%s,%s}"
        .formatted(id, id, A, tags, rules);
  }

  private static String role(String used) {
    return """
        {"RoleName":"app","Arn":"arn:aws:iam::123456789012:role/app","Path":"/","CreateDate":"2026-01-01T00:00:00Z","RoleLastUsed":{"LastUsedDate":"%sT00:00:00Z","Region":"eu-west-1"},
         "AssumeRolePolicyDocument":{"Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::999999999999:root","123456789012"],"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}},
         "InstanceProfileList":[{"Arn":"arn:aws:iam::123456789012:instance-profile/app"}],"AttachedManagedPolicies":[],"RolePolicyList":[],"Tags":[{"Key":"k","Value":"v"}]}"""
        .formatted(used);
  }

  private static String event(String id, int minute, String name, String service, String members) {
    return """
        {"eventID":"%s","eventTime":"2026-11-24T00:%02d:00Z","awsRegion":"eu-west-1","eventName":"%s","eventSource":"%s.amazonaws.com","eventType":"AwsApiCall","readOnly":false,
         "recipientAccountId":"123456789012","sourceIPAddress":"192.0.2.1","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/ann","userName":"ann","accessKeyId":"AKIA1"},%s}"""
        .formatted(id, minute, name, service, members);
  }

  @BeforeAll
  void land(@TempDir Path folder) throws Exception {
    Estate estate = estate();
    duckdb = LocalEstate.open(estate.writeTo(folder.resolve("bucket")), Plans.CATALOG);
    duckdb.requireTag("Name");
    server = start(folder);
    fakesnow = server.connect();
    SnowflakePlan plan =
        SnowflakePlan.of(
            Plans.CATALOG,
            SnowflakeSettings.builder().accountId(A).build(),
            List.of(Answers.of(Plans.CATALOG)));
    execute("CREATE DATABASE SNOWWATCH");
    run(plan, Section.DATABASE);
    run(plan, Section.TABLES);
    execute("USE SCHEMA SNOWWATCH.BI");
    land(plan, estate);
    run(plan, Section.VIEWS);
    execute("INSERT INTO REQUIRED_TAGS (TAG_KEY) SELECT 'Name'");
    try (InputStream in = AnswersIT.class.getResourceAsStream("answers.json")) {
      expected = JSON.readTree(in);
    }
  }

  private static FakeSnowflake start(Path folder) throws IOException {
    Path launcher = folder.resolve("fakesnow_with_scripts.py");
    try (InputStream in = AnswersIT.class.getResourceAsStream("fakesnow_with_scripts.py")) {
      Files.copy(in, launcher);
    }
    Path script = folder.resolve("documents.js");
    Files.writeString(
        script,
        """
        var functions = {
          canonical: function (DOCUMENT, LEFT_OUT, UNORDERED) {
        %s
          },
          changedPaths: function (BEFORE, AFTER, LEFT_OUT, UNORDERED) {
        %s
          }
        };
        require("readline").createInterface({ input: process.stdin }).on("line", function (line) {
          var question = JSON.parse(line);
          var paths = question.slice(-2);
          var documents = question.slice(1, -2).map(JSON.parse);
          console.log(JSON.stringify(functions[question[0]].apply(null, documents.concat(paths))));
        });
        """
            .formatted(DocumentScripts.canonical(), DocumentScripts.changedPaths()),
        StandardCharsets.UTF_8);
    return FakeSnowflake.startBy(launcher.toString(), script.toString());
  }

  /** As pipes land the objects: each row with its place, some twice. */
  private void land(SnowflakePlan plan, Estate estate) throws SQLException {
    execute(
        "CREATE TABLE LANDED (DATASET STRING, DOC VARIANT, KEY STRING, ROW_NUMBER INT, SCAN_TIME TIMESTAMP_TZ)");
    List<String> rows = new ArrayList<>();
    int second = 0;
    for (Estate.Landed object : estate.objects()) {
      for (int time = 0; time < object.times(); time++) {
        second++;
        for (int line = 0; line < object.lines().size(); line++) {
          rows.add(
              "SELECT %s, PARSE_JSON(%s), %s, %d, '%s'::TIMESTAMP_TZ"
                  .formatted(
                      Quoting.literal(object.dataset()),
                      Quoting.literal(object.lines().get(line)),
                      Quoting.literal(object.key()),
                      line + 1,
                      Estate.time(50).plusSeconds(second)));
        }
      }
    }
    execute("INSERT INTO LANDED " + String.join(" UNION ALL ", rows));
    StagedRow row = new StagedRow("L.DOC", "L.KEY", "L.ROW_NUMBER", "L.SCAN_TIME");
    for (DatasetPlan dataset : plan.datasets()) {
      execute(
          dataset
              .insert(
                  row,
                  "(SELECT * FROM LANDED AS D WHERE D.DATASET = '%s') AS L"
                      .formatted(dataset.dataset().name()))
              .sql());
    }
  }

  private void run(SnowflakePlan plan, Section section) throws SQLException {
    for (Statement statement : plan.statements(section)) {
      if (!NOT_EMULATED.contains(statement.kind()) && !isOfACheck(statement)) {
        execute(statement.sql());
      }
    }
  }

  @AfterAll
  void stop() throws SQLException {
    duckdb.close();
    if (fakesnow != null) {
      fakesnow.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** fakesnow takes a second for each. */
  private static boolean isOfACheck(Statement statement) {
    return statement.kind() == StatementKind.CREATE_VIEW && statement.sql().contains(".CHECK_");
  }

  static List<AnswerView> views() {
    return AnswerViews.of(Plans.CATALOG, Dialect.SNOWFLAKE, d -> d.table()).all();
  }

  static List<String> names() {
    return views().stream().map(AnswerView::name).toList();
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void bothEnginesAnswerTheSame(String name) throws SQLException {
    compare(views().stream().filter(view -> view.name().equals(name)).findFirst().orElseThrow());
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("checks")
  void everyCheckSaysTheSameOnBothEngines(String id) throws SQLException {
    keepViews();
    AnswerView view =
        CheckViews.of(Dialect.SNOWFLAKE).all().stream()
            .filter(v -> v.name().equals("CHECK_" + id))
            .findFirst()
            .orElseThrow();
    String columns = columns(view);

    assertThat(onFakesnow("SELECT %s FROM (\n%s\n) AS C".formatted(columns, view.query())))
        .isEqualTo(onDuckDb("SELECT %s FROM %s".formatted(columns, view.name())));
  }

  /**
   * Every check reads views over views, which fakesnow computes anew down to the scripts: minutes
   * for each. What the views say is compared for itself, so checks may read it from tables.
   */
  private void keepViews() throws SQLException {
    if (viewsAreKept) {
      return;
    }
    for (AnswerView view : views()) {
      execute("CREATE TABLE KEPT_VIEW AS SELECT * FROM " + view.name());
      execute("DROP VIEW " + view.name());
      execute("ALTER TABLE KEPT_VIEW RENAME TO " + view.name());
    }
    viewsAreKept = true;
  }

  static List<String> checks() {
    return Checks.all().stream().map(Check::id).toList();
  }

  private static String columns(AnswerView view) {
    return view.columns().stream()
        .map(AnswerView.Column::name)
        .filter(column -> !NOT_COMPARED.contains(column))
        .collect(Collectors.joining(", "));
  }

  private void compare(AnswerView view) throws SQLException {
    String sql = "SELECT %s FROM %s".formatted(columns(view), view.name());

    assertThat(onFakesnow(sql)).isEqualTo(onDuckDb(sql));
  }

  @Test
  void everyRowIsAsExpected() throws SQLException {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    Map<String, List<String>> byDuckDb = new LinkedHashMap<>();
    Map<String, List<String>> byFakesnow = new LinkedHashMap<>();
    for (JsonNode question : expected) {
      String sql = question.get("question").asText();
      List<String> rows = new ArrayList<>();
      question.get("rows").forEach(row -> rows.add(row.asText()));
      wanted.put(sql, rows.stream().sorted().toList());
      byDuckDb.put(sql, onDuckDb(sql));
      byFakesnow.put(sql, onFakesnow(sql));
    }

    assertThat(byDuckDb).isEqualTo(wanted);
    assertThat(byFakesnow).isEqualTo(wanted);
  }

  private List<String> onDuckDb(String sql) {
    return duckdb.query(sql).rows().stream()
        .map(row -> row.stream().map(AnswersIT::text).collect(Collectors.joining(" | ")))
        .sorted()
        .toList();
  }

  private List<String> onFakesnow(String sql) throws SQLException {
    try (java.sql.Statement statement = fakesnow.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(text(result.getObject(i)));
        }
        rows.add(String.join(" | ", row));
      }
      return rows.stream().sorted().toList();
    }
  }

  /** A value as both engines give it: times as instants, numbers plain, documents ordered. */
  private static String text(Object value) {
    if (value == null) {
      return "-";
    } else if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    } else if (value instanceof Number number) {
      return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    }
    String text = value.toString();
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        return sorted(JSON.readTree(text));
      } catch (IOException noJson) {
        return text;
      }
    }
    return text;
  }

  private static String sorted(JsonNode node) {
    if (node.isObject()) {
      return node.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(e -> e.getKey() + ":" + sorted(e.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    } else if (node.isArray()) {
      List<String> elements = new ArrayList<>();
      node.forEach(element -> elements.add(sorted(element)));
      return elements.stream().sorted().collect(Collectors.joining(",", "[", "]"));
    } else if (node.isTextual() && TIME.matcher(node.textValue()).matches()) {
      return instant(node.textValue()).toString();
    }
    return node.asText();
  }

  private static Instant instant(String text) {
    String iso = text.replace(' ', 'T');
    return OffsetDateTime.parse(iso.matches(".*[+-]\\d\\d$") ? iso + ":00" : iso).toInstant();
  }

  private void execute(String sql) throws SQLException {
    try (java.sql.Statement statement = fakesnow.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + "\n" + sql, e);
    }
  }
}
