package io.snowwatch.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RandomEstate;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Whole harvests of one estate through a proxy that misbehaves: what landed, what the run's records
 * say, and whether the report is that of a run that did everything.
 */
@Timeout(60)
class HarvestFaultsIT {

  private static final int ATTEMPTS = 3;
  private static final String HERE = "eu-west-1";
  private static final String THERE = "us-east-1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ACCOUNT_ID = MotoServer.randomAccountId();
  private static AwsAccount estate;
  private static FaultProxy proxy;
  private static AwsAccount account;

  /** How many records each dataset has when nothing misbehaves. */
  private static Map<String, Long> everything;

  @TempDir private Path folder;

  /** What answers with 200 in the place of the operation. */
  enum Impostor {
    NOTHING(Fault.empty()),
    BLANKS(Fault.body(200, "text/xml", " \n\t")),
    HTML(Fault.html()),
    ANOTHER_ROOT(Fault.edited(xml -> xml.replaceAll("(</?)(\\w+)Response\\b", "$1$2Answer"))),
    NO_REQUEST_ID(
        (call, next) ->
            Fault.body(200, "text/xml", "<%sResponse></%1$sResponse>".formatted(call.action()))
                .answer(call, next)),
    /** With the headers of a true answer. */
    ROOT_ALONE(
        (call, next) -> {
          Fault.Reply reply = next.get();
          String xml = "<%sResponse/>".formatted(call.action());
          return reply.withBody(xml.getBytes(StandardCharsets.UTF_8));
        }),
    /** A true answer but for its lists. */
    NO_LIST(
        Fault.edited(
            xml ->
                xml.replaceAll(
                    "(?s)<(\\w+Set|securityGroupInfo|regionInfo|\\w+Descriptions|LoadBalancers"
                        + "|Listeners|MFADevices|\\w+DetailList|Policies)>.*</\\1>"
                        + "|<(\\w+Set|securityGroupInfo|regionInfo|\\w+Descriptions|LoadBalancers"
                        + "|Listeners|MFADevices|\\w+DetailList|Policies) ?/>",
                    ""))),
    CUT_OFF_AFTER_THE_LIST(Fault.edited(xml -> xml.replaceFirst("(?s)</\\w+>\\s*$", ""))),
    HALF(Fault.halved());

    // They keep nothing.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Fault fault;

    Impostor(Fault fault) {
      this.fault = fault;
    }
  }

  @BeforeAll
  static void createEstate(@TempDir Path folder) throws IOException {
    estate = AwsAccount.create(MotoServer.shared().settings(ACCOUNT_ID));
    RandomEstate.create(estate, 10, HERE, THERE);
    proxy = FaultProxy.before(MotoServer.shared().endpoint());
    account = AwsAccount.create(settings().build());
    everything =
        Map.copyOf(harvest(new FolderObjectStore(folder), RegionFilter.of(HERE, THERE)).counts);
    assertThat(everything).hasSize(7);
    pagesAreAsLargeAsTheApisAllow();
  }

  /** Of the calls of that harvest. */
  private static void pagesAreAsLargeAsTheApisAllow() {
    for (List<String> size :
        List.of(
            List.of("DescribeInstances", "MaxResults", "1000"),
            List.of("DescribeSecurityGroups", "MaxResults", "1000"),
            List.of("DescribeLoadBalancers", "PageSize", "400"),
            List.of("DescribeListeners", "PageSize", "400"),
            List.of("GetAccountAuthorizationDetails", "MaxItems", "1000"),
            List.of("ListMFADevices", "MaxItems", "1000"))) {
      assertThat(proxy.calls(size.get(0)))
          .isNotEmpty()
          .allMatch(call -> call.parameter(size.get(1)).equals(size.get(2)), size.toString());
    }
  }

  @AfterAll
  static void close() {
    account.close();
    proxy.close();
    estate.close();
  }

  @BeforeEach
  void behave() {
    proxy.clear();
  }

  private static AwsSettings.Builder settings() {
    return AwsSettings.builder()
        .from(MotoServer.shared().settings(ACCOUNT_ID))
        .accountId(ACCOUNT_ID)
        .endpointOverride(proxy.endpoint())
        .overrideConfiguration(quick().build());
  }

  private static ClientOverrideConfiguration.Builder quick() {
    return MotoServer.shared()
        .settings(ACCOUNT_ID)
        .overrideConfiguration()
        .orElseThrow()
        .toBuilder()
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                // Most calls of these harvests fail, which must not use up what a client may retry.
                .circuitBreakerEnabled(false)
                .build());
  }

  /** What landed, and what was said about it. */
  private static final class Landed {
    private final HarvestReport report;
    private final List<JsonNode> rows = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, List<JsonNode>> records = new TreeMap<>();

    Landed(HarvestReport report, ObjectStore store) throws IOException {
      this.report = report;
      BucketLayout layout = BucketLayout.of(Sources.catalog());
      for (Dataset dataset : Sources.catalog().datasets()) {
        for (String key : store.list(layout.directory(dataset) + "/").toList()) {
          try (InputStream in = Compression.uncompress(store.open(key))) {
            String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : lines.lines().toList()) {
              JsonNode record = JSON.readTree(line);
              records.computeIfAbsent(dataset.name(), d -> new ArrayList<>()).add(record);
            }
          }
        }
      }
      rows.addAll(records.getOrDefault("harvest_runs", List.of()));
      records.remove("harvest_runs");
      records.forEach((dataset, of) -> counts.put(dataset, (long) of.size()));
    }

    /** All but what was skipped: dataset, Region, outcome, code. */
    List<String> outcomes() {
      return rows.stream()
          .filter(row -> !row.path("Outcome").asText().equals("SKIPPED"))
          .map(
              row ->
                  "%s %s %s %s"
                      .formatted(
                          row.path("Dataset").asText(),
                          row.path("RegionName").asText("-"),
                          row.path("Outcome").asText(),
                          row.path("ErrorCode").asText())
                      .strip())
          .sorted()
          .toList();
    }

    List<String> failed() {
      return outcomes().stream().filter(outcome -> outcome.contains(" FAILED")).toList();
    }

    /** Of how many records each dataset's row says that they lack something. */
    Map<String, Long> incomplete() {
      Map<String, Long> incomplete = new TreeMap<>();
      rows.stream()
          .filter(row -> row.path("IncompleteCount").asLong() > 0)
          .forEach(
              row ->
                  incomplete.merge(
                      row.path("Dataset").asText() + " " + row.path("ErrorCode").asText(),
                      row.path("IncompleteCount").asLong(),
                      Long::sum));
      return incomplete;
    }

    long count(String dataset, String region) {
      return records.getOrDefault(dataset, List.of()).stream()
          .filter(r -> r.path("Region").path("RegionName").asText().equals(region))
          .count();
    }
  }

  private static Landed harvest(ObjectStore store, RegionFilter regions, String... sources)
      throws IOException {
    return harvest(account, store, regions, sources);
  }

  private static Landed harvest(
      AwsAccount by, ObjectStore store, RegionFilter regions, String... sources)
      throws IOException {
    return landed(harvest(by, regions, sources), store);
  }

  private static Harvest.Builder harvest(AwsAccount by, RegionFilter regions, String... sources) {
    return Harvest.builder()
        .addAccounts(by)
        .sources(
            sources.length == 0
                ? Sources.inventory()
                : List.of(sources).stream().map(Sources::inventory).toList())
        .regions(regions);
  }

  private static Landed landed(Harvest.Builder harvest, ObjectStore store) throws IOException {
    HarvestReport report =
        harvest.sink(SnapshotSink.of(store, BucketLayout.of(Sources.catalog()))).build().run();
    return new Landed(report, store);
  }

  private FolderObjectStore folder() {
    return new FolderObjectStore(folder);
  }

  private FolderObjectStore folder(String name) {
    return new FolderObjectStore(folder.resolve(name));
  }

  private S3ObjectStore bucket(String name) {
    S3Client s3 = estate.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(name));
    return new S3ObjectStore(
        account.client(S3Client.class, S3Client::builder), new S3Location(name, ""));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOTHING", "NO_LIST", "CUT_OFF_AFTER_THE_LIST"})
  void whatIsNoAnswerIsAskedForAgainAndEverythingLands(Impostor impostor) throws IOException {
    for (String action :
        List.of(
            "DescribeRegions",
            "DescribeInstances",
            "DescribeSecurityGroups",
            "DescribeLoadBalancers",
            "DescribeListeners",
            "GetAccountAuthorizationDetails",
            "ListMFADevices")) {
      proxy.on(call -> call.action().equals(action)).first(2).does(impostor.fault);
    }

    Landed landed = harvest(folder(), RegionFilter.of(HERE, THERE));

    assertThat(landed.failed()).isEmpty();
    assertThat(landed.incomplete()).isEmpty();
    assertThat(landed.report.isComplete()).isTrue();
    assertThat(landed.counts).isEqualTo(everything);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTML", "NO_REQUEST_ID", "ROOT_ALONE"})
  void whatIsNeverAnAnswerFailsItsPartAndNothingElse(Impostor impostor) throws IOException {
    proxy.on("ec2", "DescribeInstances").inRegion(HERE).does(impostor.fault);
    proxy.on("elb", "DescribeLoadBalancers").inRegion(THERE).does(impostor.fault);
    proxy.on("iam", "GetAccountAuthorizationDetails").does(impostor.fault);

    Landed landed = harvest(folder(), RegionFilter.of(HERE, THERE));

    String code = " FAILED UnprovenAnswer";
    assertThat(landed.outcomes())
        .containsExactly(
            "ec2_instances " + HERE + code,
            "ec2_instances " + THERE + " SUCCEEDED",
            "iam_groups global" + code,
            "iam_policies global" + code,
            "iam_roles global" + code,
            "iam_users global" + code,
            "load_balancers " + HERE + " SUCCEEDED",
            "load_balancers " + THERE + code,
            "security_groups " + HERE + " SUCCEEDED",
            "security_groups " + THERE + " SUCCEEDED");
    assertThat(landed.counts.keySet())
        .containsExactly("ec2_instances", "load_balancers", "security_groups");
    assertThat(landed.count("ec2_instances", HERE)).isZero();
    assertThat(landed.count("load_balancers", THERE)).isZero();
    assertThat(landed.report.failed()).hasSize(6);
    assertThat(
            proxy.calls("DescribeInstances").stream().filter(c -> c.region().equals(HERE)).toList())
        .hasSize(ATTEMPTS);
  }

  @ParameterizedTest
  @EnumSource(names = {"BLANKS", "NO_LIST"})
  void aFurtherCallThatIsNeverAnsweredCostsItsRecordTheMemberAndTheRunSaysSo(Impostor impostor)
      throws IOException {
    proxy.on("elbv2", "DescribeListeners").does(impostor.fault);
    proxy.on("iam", "ListMFADevices").nth(1).does(Fault.error(403, "AccessDenied"));

    Landed landed = harvest(folder(), RegionFilter.of(HERE, THERE), "load_balancers", "iam");

    List<JsonNode> v2 =
        landed.records.get("load_balancers").stream()
            .filter(balancer -> balancer.has("LoadBalancerArn"))
            .toList();
    assertThat(landed.counts)
        .containsEntry("load_balancers", everything.get("load_balancers"))
        .containsEntry("iam_users", everything.get("iam_users"));
    assertThat(v2).isNotEmpty().noneMatch(balancer -> balancer.has("Listeners"));
    assertThat(landed.incomplete())
        .containsExactly(
            Map.entry("iam_users AccessDenied", 1L),
            Map.entry("load_balancers UnprovenAnswer", (long) v2.size()));
    assertThat(landed.records.get("iam_users").stream().filter(u -> !u.has("MFADevices")).toList())
        .hasSize(1);
    assertThat(landed.failed()).isEmpty();
    assertThat(landed.report.isComplete()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"ANOTHER_ROOT", "HALF"})
  void regionsThatNobodyListsAreFailedInTheDataAndWhatNeedsNoneLands(Impostor impostor)
      throws IOException {
    proxy.on("ec2", "DescribeRegions").does(impostor.fault);

    Landed landed = harvest(folder(), RegionFilter.of("eu-*"));

    assertThat(landed.failed())
        .containsExactly(
            "ec2_instances - FAILED UnprovenAnswer",
            "load_balancers - FAILED UnprovenAnswer",
            "security_groups - FAILED UnprovenAnswer");
    assertThat(landed.counts.keySet())
        .containsExactly("iam_groups", "iam_policies", "iam_roles", "iam_users");
  }

  @Test
  void aRegionThatIsNamedNeedsNoListAndAllTheOthersDo() throws IOException {
    proxy.on("ec2", "DescribeRegions").does(Fault.error(403, "UnauthorizedOperation"));

    Landed named = harvest(folder(), RegionFilter.of(HERE), "ec2_instances");
    assertThat(named.outcomes()).containsExactly("ec2_instances " + HERE + " SUCCEEDED");
    assertThat(named.count("ec2_instances", HERE)).isPositive();

    Landed others = harvest(folder("others"), RegionFilter.of("!" + THERE), "ec2_instances");
    assertThat(others.outcomes()).containsExactly("ec2_instances - FAILED UnauthorizedOperation");
    proxy.clear();

    Landed none = harvest(folder("none"), RegionFilter.of("xx-*"), "ec2_instances");
    assertThat(none.failed()).singleElement().asString().startsWith("ec2_instances - FAILED");
    Landed excluded =
        harvest(folder("excluded"), RegionFilter.of("eu-west-*", "!eu-west-2"), "ec2_instances");
    assertThat(excluded.outcomes())
        .containsExactly("ec2_instances eu-west-1 SUCCEEDED", "ec2_instances eu-west-3 SUCCEEDED");
    assertThat(proxy.calls("DescribeRegions")).as("asked anew in each run").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"without an ETag", "empty", "HTML"})
  void whatS3DoesNotConfirmIsNotStored(String kind) throws IOException {
    Fault fault =
        switch (kind) {
          case "empty" -> Fault.empty();
          case "HTML" -> Fault.html();
          default -> Fault.withoutHeaders("ETag");
        };
    String name = "faults-" + UUID.randomUUID();
    ObjectStore store = bucket(name);
    proxy.on("s3", "PutObject").at(".*/ec2_monitoring/.*").does(fault);
    proxy.on("s3", "PutObject").at(".*/security_group_monitoring/.*").first(2).does(fault);
    proxy.on("s3", "PutObject").at(".*/harvest_monitoring/.*").first(2).does(fault);

    Landed landed = harvest(store, RegionFilter.of(HERE), "ec2_instances", "security_groups");

    assertThat(landed.outcomes())
        .containsExactly(
            "ec2_instances " + HERE + " FAILED UnprovenAnswer",
            "security_groups " + HERE + " SUCCEEDED");
    assertThat(landed.counts).containsKey("security_groups");
    assertThat(landed.report.isComplete()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "UploadPart, ETag, 9, FAILED UnprovenAnswer",
    "UploadPart, HTML, 2, SUCCEEDED",
    "CreateMultipartUpload, HTML, 9, FAILED UnprovenAnswer",
    "CompleteMultipartUpload, ETag, 1, SUCCEEDED",
    "CompleteMultipartUpload, lost, 1, SUCCEEDED",
    "CompleteMultipartUpload, HTML, 9, FAILED UnprovenAnswer"
  })
  void anUploadIsConfirmedStepByStepOrLeavesNothing(
      String action, String kind, int times, String outcome) throws IOException {
    Fault fault =
        switch (kind) {
          case "HTML" -> Fault.html();
          case "lost" -> Fault.answerLost();
          default ->
              action.startsWith("Complete")
                  ? Fault.edited(xml -> xml.replaceAll("(?s)<ETag>.*</ETag>", ""))
                  : Fault.withoutHeaders("ETag");
        };
    String name = "faults-" + UUID.randomUUID();
    ObjectStore store = bucket(name);
    proxy.on("ec2", "DescribeInstances").does(BULK);
    proxy.on("s3", action).first(times).does(fault);

    Landed landed = harvest(store, RegionFilter.of(HERE), "ec2_instances");

    assertThat(landed.outcomes()).containsExactly("ec2_instances " + HERE + " " + outcome);
    assertThat(landed.count("ec2_instances", HERE))
        .isEqualTo(outcome.equals("SUCCEEDED") ? INSTANCES : 0);
    S3Client s3 = estate.client(S3Client.class, S3Client::builder);
    if (!action.startsWith("Create")) {
      assertThat(s3.listMultipartUploads(request -> request.bucket(name)).uploads()).isEmpty();
    }
    assertThat(s3.listObjectsV2(request -> request.bucket(name)).contents())
        .extracting(S3Object::key)
        .filteredOn(key -> key.startsWith("ec2_monitoring/"))
        .hasSize(outcome.equals("SUCCEEDED") ? 1 : 0);
  }

  private static final int INSTANCES = 650;

  /** A page that is more than a part of an upload. */
  private static final Fault BULK = bulk();

  private static Fault bulk() {
    Random random = new Random(1);
    StringBuilder xml =
        new StringBuilder("<DescribeInstancesResponse><requestId>r</requestId><reservationSet>");
    byte[] noise = new byte[9 << 10];
    for (int i = 0; i < INSTANCES; i++) {
      random.nextBytes(noise);
      xml.append("<item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-")
          .append(i)
          .append("</instanceId><keyName>")
          .append(Base64.getEncoder().encodeToString(noise))
          .append("</keyName></item></instancesSet></item>");
    }
    xml.append("</reservationSet></DescribeInstancesResponse>");
    return Fault.body(200, "text/xml", xml.toString());
  }

  private static final Fault BULK_AND_MORE =
      (call, next) -> {
        Fault.Reply page = BULK.answer(call, next);
        String end = "</DescribeInstancesResponse>";
        return page.withBody(
            page.text()
                .replace(end, "<nextToken>more</nextToken>" + end)
                .getBytes(StandardCharsets.UTF_8));
      };

  @ParameterizedTest
  @CsvSource({
    "ec2, DescribeInstances, ec2_instances, eu-west-1",
    "ec2, DescribeSecurityGroups, security_groups, eu-west-1",
    "elb, DescribeLoadBalancers, load_balancers, eu-west-1",
    "elbv2, DescribeLoadBalancers, load_balancers, eu-west-1",
    "iam, GetAccountAuthorizationDetails, iam_users, us-east-1"
  })
  void aListWithoutAnEndFailsItsScopeAndLeavesNothing(
      String service, String action, String dataset, String region) throws IOException {
    proxy.on(service, action).inRegion(region).does(Fault.pageTokens("a", "b"));
    if (service.equals("iam")) {
      // Which leads the SDK to the first page for ever.
      proxy.clear();
      proxy
          .on(service, action)
          .does(
              Fault.edited(
                  xml ->
                      xml.replace(
                          "<IsTruncated>false</IsTruncated>", "<IsTruncated>true</IsTruncated>")));
    }

    Landed landed =
        harvest(folder(), RegionFilter.of(HERE, THERE), dataset.replace("iam_users", "iam"));

    assertThat(landed.failed())
        .isNotEmpty()
        .allMatch(row -> row.endsWith(" FAILED RepeatedPageToken"))
        .anyMatch(row -> row.startsWith(dataset));
    assertThat(landed.count(dataset, region)).isZero();
    assertThat(proxy.calls(action).size()).isLessThan(12);
    if (!service.equals("iam")) {
      assertThat(landed.count(dataset, THERE)).isPositive();
    }
    assertThat(folder.resolve(".unfinished")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"drip", "hang"})
  void aCallHasAnEnd(String kind) throws IOException {
    AwsSettings impatient =
        settings()
            .overrideConfiguration(quick().apiCallTimeout(Duration.ofSeconds(2)).build())
            .build();
    proxy
        .on("ec2", "DescribeInstances")
        .inRegion(HERE)
        .does(kind.equals("drip") ? Fault.drip() : Fault.hang());
    try (AwsAccount hasty = AwsAccount.create(impatient)) {
      Landed landed = harvest(hasty, folder(), RegionFilter.of(HERE, THERE), "ec2_instances");

      assertThat(landed.outcomes())
          .containsExactly(
              "ec2_instances " + HERE + " FAILED ApiCallTimeoutException",
              "ec2_instances " + THERE + " SUCCEEDED");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ExpiredToken, 1, CREDENTIALS_EXPIRED",
    "ExpiredTokenException, 1, CREDENTIALS_EXPIRED",
    "RequestExpired, 2, CREDENTIALS_EXPIRED",
    "UnauthorizedOperation, 1, ACCESS_DENIED",
    "RequestLimitExceeded, 3, THROTTLED",
    "InternalError, 3, UNAVAILABLE"
  })
  void anErrorHasItsCodeItsClassAndItsNumberOfAttempts(String code, int attempts, String kind)
      throws IOException {
    int status = code.equals("InternalError") || kind.equals("THROTTLED") ? 503 : 403;
    proxy.on("ec2", "DescribeInstances").inRegion(HERE).does(Fault.error(status, code));

    Landed landed = harvest(folder(), RegionFilter.of(HERE, THERE), "ec2_instances");

    assertThat(landed.outcomes())
        .containsExactly(
            "ec2_instances " + HERE + " FAILED " + code, "ec2_instances " + THERE + " SUCCEEDED");
    assertThat(landed.rows)
        .filteredOn(row -> row.path("Outcome").asText().equals("FAILED"))
        .extracting(row -> row.path("Reason").asText())
        .containsExactly(kind);
    assertThat(
            proxy.calls("DescribeInstances").stream().filter(c -> c.region().equals(HERE)).toList())
        .hasSize(attempts);
  }

  private static Harvest.Builder hurried(RegionFilter regions, String... sources) {
    return harvest(account, regions, sources)
        .deadline(Instant.now().plusSeconds(4))
        .rest(Duration.ofSeconds(3));
  }

  @Test
  void atTheDeadlineStuckAndNeverBegunScopesHaveTheirRowsTogether() throws IOException {
    proxy.on("ec2", "DescribeInstances").does(Fault.hang());

    Landed landed = landed(hurried(RegionFilter.all(), "ec2_instances").concurrency(2), folder());

    assertThat(landed.outcomes().size()).isGreaterThan(15);
    assertThat(landed.outcomes())
        .allMatch(row -> row.endsWith(" FAILED DeadlineExceeded"))
        .hasSize(landed.report.failed().size());
    assertThat(landed.counts).isEmpty();
  }

  @Test
  void theListOfRegionsHasTheSameDeadline() throws IOException {
    proxy.on("ec2", "DescribeRegions").does(Fault.hang());

    Landed landed = landed(hurried(RegionFilter.all(), "ec2_instances", "iam"), folder());

    assertThat(landed.failed()).containsExactly("ec2_instances - FAILED DeadlineExceeded");
    assertThat(landed.counts).containsEntry("iam_users", everything.get("iam_users"));
  }

  @Test
  void whatIsListedLandsThoughFurtherCallsHangUntilTheDeadline() throws IOException {
    proxy.on("iam", "ListMFADevices").does(Fault.hang());

    Landed landed = landed(hurried(RegionFilter.of(HERE), "iam"), folder());

    assertThat(landed.failed()).isEmpty();
    assertThat(landed.counts).isEqualTo(everything(key -> key.startsWith("iam_")));
    assertThat(landed.incomplete())
        .containsExactly(Map.entry("iam_users DeadlineExceeded", everything.get("iam_users")));
    assertThat(landed.report.isComplete()).isFalse();
  }

  private static Map<String, Long> everything(java.util.function.Predicate<String> datasets) {
    Map<String, Long> some = new TreeMap<>(everything);
    some.keySet().removeIf(datasets.negate());
    return some;
  }

  @Test
  void anUploadThatHangsAtTheDeadlineIsGivenUpAndRecordedInTheFolderOfTheOthers()
      throws IOException {
    String name = "faults-" + UUID.randomUUID();
    ObjectStore store = bucket(name);
    proxy.on("s3", "PutObject").at(".*/ec2_monitoring/.*").does(Fault.hang());

    Landed landed =
        landed(hurried(RegionFilter.of(HERE), "ec2_instances", "security_groups"), store);

    assertThat(landed.outcomes())
        .containsExactly(
            "ec2_instances " + HERE + " FAILED DeadlineExceeded",
            "security_groups " + HERE + " SUCCEEDED");
  }

  @Test
  void anUploadOfAScopeThatHangsForGoodIsAbortedFromOutside() throws IOException {
    String name = "faults-" + UUID.randomUUID();
    ObjectStore store = bucket(name);
    proxy.on("ec2", "DescribeInstances").nth(1).does(BULK_AND_MORE);
    proxy.on("ec2", "DescribeInstances").does(Fault.hang());

    Landed landed = landed(hurried(RegionFilter.of(HERE), "ec2_instances"), store);

    assertThat(landed.failed())
        .containsExactly("ec2_instances " + HERE + " FAILED DeadlineExceeded");
    assertThat(proxy.calls("UploadPart")).isNotEmpty();
    assertThat(
            estate
                .client(S3Client.class, S3Client::builder)
                .listMultipartUploads(request -> request.bucket(name))
                .uploads())
        .isEmpty();
  }

  @Test
  void aPolicyDocumentWithANameTwiceStaysTheTextThatTheApiSent() throws IOException {
    String document =
        "{\"Version\":\"2012-10-17\",\"Statement\":[],\"Statement\":[{\"Effect\":\"Deny\"}]}";
    proxy
        .on("iam", "GetAccountAuthorizationDetails")
        .does(
            Fault.edited(
                xml ->
                    xml.replaceAll(
                        "<AssumeRolePolicyDocument>[^<]*<",
                        "<AssumeRolePolicyDocument>%s<"
                            .formatted(URLEncoder.encode(document, StandardCharsets.UTF_8)))));

    Landed landed = harvest(folder(), RegionFilter.of(HERE), "iam");

    assertThat(landed.records.get("iam_roles"))
        .isNotEmpty()
        .allMatch(role -> role.path("AssumeRolePolicyDocument").asText().equals(document));
  }
}
