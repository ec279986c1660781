package io.snowwatch.local;

import static io.snowwatch.local.Folder.ACCOUNT;
import static io.snowwatch.local.Folder.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.Checks;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Estates of several runs, and what the views say of them. */
class LocalEstateTest {

  private static final String OTHER = "210987654321";
  private static final String GROUPS = "security_groups";

  @TempDir private Path folder;

  private static String group(String id, String rest) {
    return "{\"GroupId\":\"%s\",\"GroupName\":\"g\",\"OwnerId\":\"%s\"%s}"
        .formatted(id, ACCOUNT, rest.isEmpty() ? "" : "," + rest);
  }

  private List<String> ask(String sql) {
    try (LocalEstate estate = LocalEstate.open(folder, Sources.catalog())) {
      return estate.query(sql).rows().stream()
          .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining(" ")))
          .toList();
    }
  }

  private LocalEstate openFor(String check, String... tags) {
    return LocalEstate.openFor(
        folder, Sources.catalog(), List.of(Checks.of(check)), List.of(tags), Optional.empty());
  }

  @Test
  @Tag("slow")
  void checksSayTheSameOfWhatIsReadForThemAndOfAll() {
    String instance =
        """
        {"InstanceId":"i-%d","State":{"Name":"%s"},"LaunchTime":"%s","KeyName":null,"MetadataOptions":{"HttpEndpoint":"enabled","HttpTokens":"optional","HttpPutResponseHopLimit":2},
         "Tags":[{"Key":"a","Value":"b"}],"NetworkInterfaces":%s,"BlockDeviceMappings":[{"DeviceName":"x","Ebs":{"DeleteOnTermination":false,"VolumeId":"vol-1"}}],%s}""";
    String nic =
        """
        {"NetworkInterfaceId":"eni-%s","SourceDestCheck":false,"Association":{"PublicIp":"1.2.3.4"},"Ipv6Addresses":[{"Ipv6Address":"::1"}],"Groups":[{"GroupId":"sg-1","GroupName":"launch-wizard-1"}]}""";
    new Folder(folder)
        .run(
            "ec2_instances",
            1,
            instance.formatted(
                1,
                "running",
                "2020-01-01T00:00:00Z",
                "[" + nic.formatted("1") + "]",
                "\"state\":1"),
            instance.formatted(
                2,
                "running",
                "never",
                "[" + nic.formatted("2") + "," + nic.formatted("3") + "]",
                "\"VpcId\":\"v\""),
            instance.formatted(3, "stopped", "", "[]", "\"VpcId\":7"),
            instance.formatted(4, "terminated", "", "null", "\"Monitoring\":null"))
        .run(GROUPS, 1, group("sg-1", ""));
    assertSame(true);

    // A record of another shape: it is read all the same, and more slowly.
    new Folder(folder)
        .run(
            "ec2_instances",
            Folder.ACCOUNT,
            "eu-west-2",
            1,
            "{\"InstanceId\":\"i-9\",\"State\":\"running\",\"NetworkInterfaces\":{\"a\":1}}");
    assertSame(false);
  }

  private void assertSame(boolean inColumns) {
    List<Check> checks = Checks.all();
    try (LocalEstate whole = LocalEstate.open(folder, Sources.catalog());
        LocalEstate taken =
            LocalEstate.openFor(folder, Sources.catalog(), checks, List.of(), Optional.empty())) {
      assertThat(
              taken
                  .query(
                      "SELECT 1 FROM duckdb_tables() WHERE table_name = 'EC2_MONITORING_LANDING_ZONE_COLUMNS'")
                  .rows())
          .hasSize(inColumns ? 1 : 0);
      for (Check check : checks) {
        List<List<@Nullable Object>> expected = whole.check(check).rows();
        assertThat(taken.check(check).rows())
            .as(check.id())
            .extracting(String::valueOf)
            .containsExactlyInAnyOrderElementsOf(expected.stream().map(String::valueOf).toList());
        Map<String, Long> counts = new TreeMap<>();
        taken
            .summary(check)
            .rows()
            .forEach(
                row -> counts.merge(row.get(3) + " " + row.get(8), (Long) row.get(14), Long::sum));
        assertThat(counts)
            .isEqualTo(
                expected.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> row.get(3) + " " + row.get(8),
                            TreeMap::new,
                            Collectors.counting())));
      }
    }
  }

  @Test
  void whatIsCurrentComesFromTheLastCompleteRunOfEachScope() {
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", ""), group("sg-2", ""))
        .run(GROUPS, 2, group("sg-1", ""), group("sg-3", ""))
        // One that failed, one of which half has landed, and one that has not landed at all.
        .said(GROUPS, ACCOUNT, REGION, 3, "FAILED", 0)
        .said(GROUPS, ACCOUNT, REGION, 4, "SUCCEEDED", 2)
        .write(GROUPS, ACCOUNT, REGION, 4, group("sg-4", ""))
        .said(GROUPS, ACCOUNT, REGION, 5, "SUCCEEDED", 1)
        .run(GROUPS, OTHER, REGION, 3, group("sg-9", ""))
        .run(GROUPS, OTHER, "us-east-1", 3, group("sg-8", ""))
        // Complete and empty: there is none any more.
        .run(GROUPS, OTHER, "us-east-1", 4);

    assertThat(ask("SELECT ACCOUNT_ID, RESOURCE_ID, RUN_ID FROM SECURITY_GROUPS ORDER BY 1, 2"))
        .containsExactly(ACCOUNT + " sg-1 run-2", ACCOUNT + " sg-3 run-2", OTHER + " sg-9 run-3");
    assertThat(
            ask(
                "SELECT ACCOUNT_ID, REGION_NAME, LAST_OUTCOME, COMPLETE_RUN_ID, RECORD_COUNT FROM SCOPES"
                    + " ORDER BY 1, 2"))
        .containsExactly(
            ACCOUNT + " eu-west-1 SUCCEEDED run-2 2",
            OTHER + " eu-west-1 SUCCEEDED run-3 1",
            OTHER + " us-east-1 SUCCEEDED run-4 0");
    assertThat(
            ask(
                "SELECT RUN_ID, LANDED_ROWS, COMPLETE FROM SCOPE_RUNS WHERE ACCOUNT_ID = '"
                    + ACCOUNT
                    + "' ORDER BY 1"))
        .containsExactly(
            "run-1 2 true", "run-2 2 true", "run-3 0 false", "run-4 1 false", "run-5 0 false");
    assertThat(ask("SELECT RUN_ID FROM OBJECTS_NOT_LOADED")).containsExactly("run-5");
  }

  @Test
  void aVersionLastsAsLongAsWhatItSaysStaysTheSame() {
    String tags = "\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"},{\"Key\":\"b\",\"Value\":\"2\"}]";
    String turned = "\"Tags\":[{\"Key\":\"b\",\"Value\":\"2\"},{\"Key\":\"a\",\"Value\":\"1\"}]";
    String rules =
        "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[%s]}]";
    String one = "{\"CidrIp\":\"10.0.0.0/8\"}";
    String two = "{\"CidrIp\":\"192.168.0.0/16\"}";
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", tags + "," + rules.formatted(one + "," + two)))
        .run(
            GROUPS,
            2,
            group("sg-1", turned + "," + rules.formatted(two + "," + one)),
            group("sg-2", ""))
        .said(GROUPS, ACCOUNT, REGION, 3, "FAILED", 0)
        .run(GROUPS, 4, group("sg-1", tags + "," + rules.formatted(one)), group("sg-2", ""))
        .run(GROUPS, 5, group("sg-1", tags + "," + rules.formatted(one)))
        .run(GROUPS, 6, group("sg-1", tags + "," + rules.formatted(one)), group("sg-2", ""))
        .events(
            """
            {"eventID":"e1","eventTime":"2026-11-24T00:50:00Z","awsRegion":"eu-west-1","eventName":"RevokeSecurityGroupIngress",
             "readOnly":false,"recipientAccountId":"123456789012","userIdentity":{"arn":"arn:ann"},
             "requestParameters":{"groupId":"sg-1"}}""",
            """
            {"eventID":"e2","eventTime":"2026-11-24T00:10:00Z","awsRegion":"eu-west-1","eventName":"AuthorizeSecurityGroupIngress",
             "readOnly":false,"recipientAccountId":"123456789012","userIdentity":{"arn":"arn:bob"},
             "requestParameters":{"groupId":"sg-1"}}""");

    assertThat(
            ask(
                "SELECT RESOURCE_ID, strftime(VALID_FROM, '%H:%M'), strftime(VALID_TO, '%H:%M'),"
                    + " strftime(LAST_SEEN, '%H:%M') FROM SECURITY_GROUPS_HISTORY ORDER BY 1, 2"))
        .containsExactly(
            "sg-1 00:15 01:00 00:30",
            "sg-1 01:00 null 01:30",
            "sg-2 00:30 01:15 01:00",
            "sg-2 01:30 null 01:30");
    assertThat(
            ask(
                "SELECT RESOURCE_ID, CHANGE, strftime(AFTER_TIME, '%H:%M'), strftime(UNTIL_TIME, '%H:%M')"
                    + " FROM CHANGES ORDER BY 4, 1"))
        .containsExactly(
            "sg-2 CREATED 00:15 00:30",
            "sg-1 CHANGED 00:30 01:00",
            "sg-2 DELETED 01:00 01:15",
            "sg-2 CREATED 01:15 01:30");
    assertThat(ask("SELECT CHANGED_PATHS FROM CHANGES WHERE CHANGE = 'CHANGED'"))
        .containsExactly("[\"IpPermissions\"]");
    assertThat(
            ask(
                "SELECT RESOURCE_ID, EVENT_NAME, EVENT_USER_ARN FROM CHANGED_BY WHERE EVENT_ID IS NOT NULL"))
        .containsExactly("sg-1 RevokeSecurityGroupIngress arn:ann");
    assertThat(
            ask(
                "SELECT RESOURCE_ID FROM SECURITY_GROUPS_AT(TIMESTAMPTZ '2026-11-24 01:20:00Z') ORDER BY 1"))
        .containsExactly("sg-1");
  }

  @Test
  void membersThatChangeByThemselvesMakeNoVersion() {
    String role =
        "{\"RoleName\":\"r\",\"Arn\":\"arn:aws:iam::1:role/r\",\"RoleLastUsed\":{\"LastUsedDate\":\"2026-11-2%dT00:00:00Z\"}}";
    new Folder(folder)
        .run("iam_roles", 1, role.formatted(1))
        .run("iam_roles", 2, role.formatted(2));

    assertThat(ask("SELECT COUNT(*) FROM IAM_ROLES_HISTORY")).containsExactly("1");
    assertThat(ask("SELECT COUNT(*) FROM CHANGES")).containsExactly("0");
  }

  @Test
  void aFailureIsFirstSeenWhenTheResourceBeganToSayWhatItSays() {
    String open =
        "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}]";
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", ""), group("sg-2", open))
        .run(GROUPS, 2, group("sg-1", open), group("sg-2", open))
        .run(GROUPS, 3, group("sg-1", open), group("sg-2", open), group("sg-3", open));

    try (LocalEstate whole = LocalEstate.open(folder, Sources.catalog());
        LocalEstate taken = openFor("SG01")) {
      for (LocalEstate estate : List.of(whole, taken)) {
        assertThat(estate.check(Checks.of("SG01")).rows())
            .extracting(row -> row.get(5) + " " + row.get(3) + " " + row.get(13))
            .containsExactlyInAnyOrder(
                "sg-1 FAIL 2026-11-24T00:30Z",
                "sg-2 FAIL 2026-11-24T00:15Z",
                "sg-3 FAIL 2026-11-24T00:45Z");
      }
    }
  }

  @Test
  void whatIsRequiredOfTagsIsAskedForAndNothingIsSaidWithoutIt() {
    new Folder(folder)
        .run(
            GROUPS,
            1,
            group("sg-1", ""),
            group("sg-2", "\"Tags\":[{\"Key\":\"o'k\",\"Value\":\"\"}]"));

    try (LocalEstate estate = openFor("EC15")) {
      assertThat(estate.check(Checks.of("EC15")).rows())
          .allSatisfy(row -> assertThat(row.get(3)).isEqualTo("UNKNOWN"))
          .extracting(row -> row.get(9))
          .contains("No tag is required: name those that must be there in REQUIRED_TAGS.");
    }
    try (LocalEstate estate = openFor("EC15", "o'k")) {
      assertThat(estate.check(Checks.of("EC15")).rows())
          .extracting(row -> row.get(5) + " " + row.get(3))
          .contains("sg-1 FAIL", "sg-2 PASS");
    }
  }

  @Test
  void keysOfAUserAreTwoWithinExactlyADay() {
    String event =
        """
        {"eventID":"%s","eventTime":"%s","awsRegion":"eu-west-1","eventName":"GetCallerIdentity","recipientAccountId":"%s",
         "userIdentity":{"type":"IAMUser","userName":"%s","accessKeyId":"%s"}}""";
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", ""))
        .events(
            event.formatted("1", "2026-11-20T10:30:00Z", ACCOUNT, "within", "AKIA1"),
            event.formatted("2", "2026-11-20T10:40:00Z", ACCOUNT, "within", "AKIA1"),
            event.formatted("3", "2026-11-21T10:39:00Z", ACCOUNT, "within", "AKIA2"),
            event.formatted("4", "2026-11-20T10:30:00Z", ACCOUNT, "apart", "AKIA3"),
            event.formatted("5", "2026-11-21T10:30:01Z", ACCOUNT, "apart", "AKIA4"));

    try (LocalEstate estate = openFor("CT18")) {
      assertThat(estate.check(Checks.of("CT18")).rows())
          .extracting(row -> String.valueOf(row.get(10)))
          .containsExactly(
              "[{\"USER_NAME\":\"within\",\"FIRST_KEY\":\"AKIA1\",\"SECOND_KEY\":\"AKIA2\"}]");
    }
  }

  @Test
  void aTrailHasAGapWhereHarvestsGoOnAndWhereAHarvestedRegionHasNoEvent() {
    String event =
        """
        {"eventID":"%s","eventTime":"2026-11-2%sT00:20:00Z","awsRegion":"%s","eventName":"RunInstances","recipientAccountId":"%s"}""";
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", ""))
        .run(GROUPS, OTHER, REGION, 1)
        .run(GROUPS, OTHER, "us-east-1", 1)
        .run(GROUPS, "333333333333", REGION, 1)
        // The whole trail stopped; a Region never had any; all is well.
        .events(
            event.formatted("1", 2, REGION, ACCOUNT),
            event.formatted("2", 3, REGION, OTHER),
            event.formatted("3", 3, REGION, "333333333333"));

    try (LocalEstate estate = openFor("CT21")) {
      assertThat(estate.check(Checks.of("CT21")).rows())
          .extracting(row -> row.get(7) + " " + row.get(3))
          .containsExactlyInAnyOrder(ACCOUNT + " FAIL", OTHER + " FAIL", "333333333333 PASS");
    }
  }

  @Test
  void nestedListsAreRows() {
    new Folder(folder)
        .run(
            "ec2_instances",
            1,
            """
            {"InstanceId":"i-1","Tags":[{"Key":"Team","Value":"it's <b>"}],"NetworkInterfaces":[{"NetworkInterfaceId":"eni-1",
             "Groups":[{"GroupId":"sg-1","GroupName":"a"},{"GroupId":"sg-2","GroupName":"b"}],
             "Ipv6Addresses":[{"Ipv6Address":"2001:db8::1"}]}]}""",
            "{\"InstanceId\":\"i-2\"}")
        .run(
            "iam_users",
            1,
            """
            {"UserName":"ann","Arn":"arn:ann","GroupList":["admins"],"AttachedManagedPolicies":[{"PolicyArn":"arn:p","PolicyName":"p"}]}""")
        .run(
            "iam_groups",
            1,
            """
            {"GroupName":"admins","Arn":"arn:admins","GroupPolicyList":[{"PolicyName":"i","PolicyDocument":{"Statement":
             {"Effect":"Allow","Action":["a:B","c:D"],"NotResource":"x"}}}]}""");

    assertThat(ask("SELECT RESOURCE_TYPE, RESOURCE_ID, TAG_KEY, TAG_VALUE FROM RESOURCE_TAGS"))
        .containsExactly("AWS::EC2::Instance i-1 Team it's <b>");
    assertThat(
            ask(
                "SELECT INSTANCE_ID, INTERFACE_ID, GROUP_ID FROM INSTANCE_SECURITY_GROUPS ORDER BY 3"))
        .containsExactly("i-1 eni-1 sg-1", "i-1 eni-1 sg-2");
    assertThat(ask("SELECT IPV6_ADDRESS, PUBLIC_IP_ADDRESS FROM INSTANCE_INTERFACES"))
        .containsExactly("2001:db8::1 null");
    assertThat(ask("SELECT PRINCIPAL_NAME, POLICY_ARN, VIA FROM IAM_ATTACHMENTS"))
        .containsExactly("ann arn:p direct");
    assertThat(
            ask(
                "SELECT PRINCIPAL_NAME, VIA, ACTION, RESOURCE, NOT_RESOURCE FROM IAM_EFFECTIVE_STATEMENTS"
                    + " WHERE PRINCIPAL_TYPE = 'user' ORDER BY 3"))
        .containsExactly("ann admins a:B null x", "ann admins c:D null x");
  }

  @Test
  void anObjectThatCannotBeReadMakesOnlyItsOwnScopeIncomplete() throws IOException {
    new Folder(folder)
        .run(GROUPS, 1, group("sg-1", ""))
        .run(GROUPS, OTHER, REGION, 1, group("sg-9", ""));
    Path damaged;
    try (var all = Files.walk(folder.resolve("security_group_monitoring/account=" + ACCOUNT))) {
      damaged = all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.write(damaged, new byte[] {31, -117, 8, 0, 1, 2, 3});

    try (LocalEstate estate = LocalEstate.open(folder, Sources.catalog())) {
      assertThat(estate.problems()).hasSize(1);
      assertThat(estate.problems().get(0)).contains(damaged + " cannot be read: ");
      assertThat(estate.query("SELECT RESOURCE_ID FROM SECURITY_GROUPS").rows())
          .containsExactly(List.of("sg-9"));
      assertThat(estate.check(Checks.of("SG01")).rows())
          .extracting(row -> row.get(7) + " " + row.get(3))
          .containsExactlyInAnyOrder(ACCOUNT + " UNKNOWN", OTHER + " PASS");
    }
  }

  @Test
  void exceptionsMuteFailuresUntilTheyEnd() throws IOException {
    String open =
        "\"IpPermissions\":[{\"IpProtocol\":\"tcp\",\"FromPort\":22,\"ToPort\":22,\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]}]";
    new Folder(folder)
        .run(
            GROUPS,
            1,
            group("sg-pattern", open),
            group("sg-ended", open),
            group("sg-tagged", open + ",\"Tags\":[{\"Key\":\"bastion\",\"Value\":\"yes\"}]"),
            group("sg-plain", open));
    Path exceptions = folder.resolve("exceptions.jsonl");
    Files.writeString(
        exceptions,
        """
        {"CHECK_ID":"SG01","RESOURCE_PATTERN":"sg-pat%","REASON":"It is ours.","UNTIL_TIME":"2999-01-01T00:00:00Z"}
        {"CHECK_ID":"SG01","RESOURCE_PATTERN":"sg-ended","REASON":"Until then.","UNTIL_TIME":"2020-01-01T00:00:00Z"}
        {"TAG_KEY":"bastion","REASON":"A bastion."}
        {"CHECK_ID":"SG02","REASON":"Another check."}
        """);

    try (LocalEstate estate =
        LocalEstate.openFor(
            folder,
            Sources.catalog(),
            List.of(Checks.of("SG01")),
            List.of(),
            Optional.of(exceptions))) {
      assertThat(estate.check(Checks.of("SG01")).rows())
          .extracting(row -> row.get(5) + " " + row.get(3))
          .containsExactlyInAnyOrder(
              "sg-pattern MUTED", "sg-ended FAIL", "sg-tagged MUTED", "sg-plain FAIL");
    }
  }

  @Test
  void aFolderWithNothingOfSnowWatchIsRefused() {
    assertThatThrownBy(() -> ask("SELECT 1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("holds nothing that SnowWatch wrote");
  }
}
