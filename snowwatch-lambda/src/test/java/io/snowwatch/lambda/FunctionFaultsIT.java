package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.harvest.HarvestFailedException;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Functions that are misconfigured, and functions whose AWS misbehaves: what is said about it. */
class FunctionFaultsIT {

  private static final String ACCOUNT_ID = MotoServer.ACCOUNT_ID;
  private static final String EVENT = "{\"source\": \"aws.events\", \"detail\": {}}";
  private static final List<String> PROPERTIES =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", "aws.endpointUrl");

  private static FaultProxy proxy;
  private static AwsAccount operator;
  private static S3Client s3;

  private final String bucket = "faults-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    proxy = FaultProxy.before(MotoServer.shared().endpoint());
    List<String> values = List.of("moto", "moto", "us-east-1", proxy.endpoint().toString());
    for (int i = 0; i < PROPERTIES.size(); i++) {
      System.setProperty(PROPERTIES.get(i), values.get(i));
    }
    operator = AwsAccount.create(MotoServer.shared().settings(ACCOUNT_ID));
    s3 = operator.client(S3Client.class, S3Client::builder);
    IamClient iam = operator.client(IamClient.class, IamClient::builder);
    String user = "user-" + UUID.randomUUID();
    iam.createUser(r -> r.userName(user));
    iam.createRole(r -> r.roleName(user).assumeRolePolicyDocument("{}"));
  }

  @AfterAll
  static void stop() {
    PROPERTIES.forEach(System::clearProperty);
    operator.close();
    proxy.close();
  }

  @BeforeEach
  void behave() {
    proxy.clear();
    s3.createBucket(r -> r.bucket(bucket));
  }

  /** What an invocation came to. */
  private record Invoked(@Nullable Throwable thrown, List<String> logged) {

    JsonNode line() throws IOException {
      assertThat(logged).hasSize(1);
      assertThat(logged.get(0)).endsWith("}\n");
      return Json.MAPPER.readTree(logged.get(0));
    }
  }

  private static Invoked invoke(RequestStreamHandler function, int remainingMillis) {
    RecordedContext context = new RecordedContext(ACCOUNT_ID, remainingMillis);
    Throwable thrown =
        catchThrowable(
            () ->
                function.handleRequest(
                    new ByteArrayInputStream(EVENT.getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayOutputStream(),
                    context));
    return new Invoked(thrown, context.logged());
  }

  private Map<String, String> environment(String... more) {
    Map<String, String> environment = new HashMap<>(Map.of("S3_BUCKET_NAME", bucket));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  /** The run's rows that are not about what was skipped: dataset, Region, outcome, code. */
  private List<String> rows(String directory) throws IOException {
    List<String> rows = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2(r -> r.bucket(bucket).prefix(directory + "/")).contents()) {
      try (InputStream in =
          Compression.uncompress(s3.getObject(r -> r.bucket(bucket).key(object.key())))) {
        for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
          JsonNode row = Json.MAPPER.readTree(line);
          if (!row.path("Outcome").asText().equals("SKIPPED")) {
            rows.add(
                "%s %s %s %s %s"
                    .formatted(
                        row.path("AccountId").asText(),
                        row.path("Dataset").asText(),
                        row.path("RegionName").asText("-"),
                        row.path("Outcome").asText(),
                        row.path("ErrorCode").asText())
                    .strip());
          }
        }
      }
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "SNOWWATCH_REGIONS, Ireland",
    "SNOWWATCH_REGIONS, '!'",
    "SNOWWATCH_CONCURRENCY, 0",
    "SNOWWATCH_CONCURRENCY, many",
    "S3_EC2_MONITORING_PATH, a b",
    "S3_EC2_MONITORING_PATH, harvest_monitoring",
    "SNOWWATCH_CLOUDTRAIL_COMPRESSION, lzma"
  })
  void aSettingThatIsWrongIsALineOfJsonAndFailedInTheDataForEveryDataset(
      String variable, String value) throws IOException {
    Invoked invoked = invoke(new MonitorIAM(environment(variable, value)), 30_000);

    assertThat(invoked.thrown()).isInstanceOf(ConfigurationException.class);
    JsonNode line = invoked.line();
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("message").asText()).isEqualTo("misconfigured");
    assertThat(line.path("problems").toString()).contains(variable);
    assertThat(rows("harvest_monitoring"))
        .containsExactlyInAnyOrder(
            ACCOUNT_ID + " iam_users global FAILED ConfigurationException",
            ACCOUNT_ID + " iam_groups global FAILED ConfigurationException",
            ACCOUNT_ID + " iam_roles global FAILED ConfigurationException",
            ACCOUNT_ID + " iam_policies global FAILED ConfigurationException");
    assertThat(proxy.calls()).allMatch(call -> call.service().equals("s3"));
  }

  @ParameterizedTest
  @CsvSource({"''", "'  '", "My_Bucket", "-"})
  void withoutABucketTheLineSaysSoAndNothingIsAsked(String name) throws IOException {
    Map<String, String> environment = name.equals("-") ? Map.of() : Map.of("S3_BUCKET_NAME", name);

    Invoked invoked = invoke(new MonitorSecurityGroups(environment), 30_000);

    assertThat(invoked.thrown()).isInstanceOf(ConfigurationException.class);
    assertThat(invoked.line().path("message").asText()).isEqualTo("misconfigured");
    assertThat(invoked.line().path("problems").toString()).contains("S3_BUCKET_NAME");
    assertThat(proxy.calls()).isEmpty();
  }

  @Test
  void regionsThatMatchNothingAreFailedInTheDataAndInTheLine() throws IOException {
    Invoked invoked = invoke(new MonitorELBs(environment("SNOWWATCH_REGIONS", "xx-*")), 30_000);

    assertThat(invoked.thrown()).isInstanceOf(HarvestFailedException.class);
    JsonNode line = invoked.line();
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("failures").findValuesAsText("dataset")).containsExactly("load_balancers");
    assertThat(line.path("failures").path(0).path("message").asText()).contains("xx-*");
    assertThat(rows("harvest_monitoring"))
        .singleElement()
        .asString()
        .startsWith(ACCOUNT_ID + " load_balancers - FAILED");
  }

  @Test
  void beforeLambdaEndsTheFunctionEveryRegionHasItsRow() throws IOException {
    MonitorEc2Instances function =
        new MonitorEc2Instances(environment("SNOWWATCH_CONCURRENCY", "2"));
    // Its clients are there before it is in a hurry.
    assertThat(invoke(function, 60_000).thrown()).isNull();
    proxy.on("ec2", "DescribeInstances").does(Fault.hang());

    Invoked invoked = invoke(function, 6_000);

    assertThat(invoked.thrown()).isInstanceOf(HarvestFailedException.class);
    List<String> rows =
        rows("harvest_monitoring").stream().filter(row -> row.contains("FAILED")).toList();
    assertThat(rows.size()).isGreaterThan(15);
    assertThat(rows).allMatch(row -> row.endsWith("FAILED DeadlineExceeded"));
    assertThat(invoked.line().path("failed").asInt()).isEqualTo(rows.size());
  }

  @Test
  void whatIsListedLandsThoughTheDevicesOfTheUsersHang() throws IOException {
    proxy.on("iam", "ListMFADevices").does(Fault.hang());

    Invoked invoked = invoke(new MonitorIAM(environment()), 6_000);

    assertThat(rows("harvest_monitoring"))
        .containsExactlyInAnyOrder(
            ACCOUNT_ID + " iam_users global SUCCEEDED DeadlineExceeded",
            ACCOUNT_ID + " iam_groups global SUCCEEDED",
            ACCOUNT_ID + " iam_roles global SUCCEEDED",
            ACCOUNT_ID + " iam_policies global SUCCEEDED");
    assertThat(rows("iam_monitoring/roles")).isNotEmpty();
    assertThat(rows("iam_monitoring/users")).isNotEmpty();
    assertThat(invoked.line().path("incomplete").asInt()).isEqualTo(1);
    assertThat(invoked.thrown()).isInstanceOf(HarvestFailedException.class);
  }

  @Test
  void eachInvocationAsksForTheRegions() {
    proxy
        .on("ec2", "DescribeRegions")
        .nth(1)
        .does(
            Fault.edited(
                xml ->
                    xml.replace(
                        "<regionName>eu-west-1</regionName>",
                        "<regionName>eu-west-9</regionName>")));
    MonitorSecurityGroups function =
        new MonitorSecurityGroups(environment("SNOWWATCH_REGIONS", "eu-west-1*"));

    assertThat(invoke(function, 30_000).thrown()).isInstanceOf(HarvestFailedException.class);
    assertThat(invoke(function, 30_000).thrown()).isNull();
    assertThat(proxy.calls("DescribeRegions")).hasSize(2);
  }
}
