package io.snowwatch.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.PythonTools;
import io.snowwatch.testing.RandomEstate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

class HarvestIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] REGIONS = {"eu-west-1", "us-east-1", "us-west-2"};

  private final String accountId = MotoServer.randomAccountId();
  private final S3Location bucket = new S3Location("snowwatch-" + accountId, "");
  private final Set<String> calls = new ConcurrentSkipListSet<>();
  private AwsAccount account;
  private S3Client s3;

  @TempDir private Path folder;

  @BeforeEach
  void openAccount() {
    AwsSettings moto = MotoServer.shared().settings(accountId);
    account =
        AwsAccount.create(
            AwsSettings.builder()
                .from(moto)
                .accountId(accountId)
                .overrideConfiguration(
                    moto.overrideConfiguration().orElseThrow().toBuilder()
                        .addExecutionInterceptor(new CallRecorder())
                        .build())
                .build());
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(bucket.bucket()));
  }

  @AfterEach
  void closeAccount() {
    account.close();
  }

  @Test
  void everyRecordIsWhatBoto3Prints() throws IOException {
    everyRecordIsWhatBoto3PrintsOf(1);
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(longs = {2, 3})
  void everyRecordIsWhatBoto3PrintsOf(long seed) throws IOException {
    RandomEstate.create(account, seed, REGIONS);

    HarvestReport report = harvest(Sources.inventory()).run();

    assertThat(report.failed()).isEmpty();
    Map<String, Map<String, JsonNode>> landed = landed();
    JsonNode expected = boto3();
    for (Dataset dataset : Sources.catalog().datasets()) {
      JsonNode described = expected.get(dataset.name());
      if (described == null) {
        continue;
      }
      Map<String, JsonNode> byId = new TreeMap<>();
      described.properties().forEach(e -> byId.put(e.getKey(), normal(e.getValue())));
      assertThat(byId).as(dataset.name()).isNotEmpty();
      assertThat(landed.get(dataset.name())).as(dataset.name()).isEqualTo(byId);
    }
  }

  @Test
  void theRunIsRecordedForEveryScopeAlsoWhereNothingWasFound() throws IOException {
    HarvestReport report = harvest(Sources.inventory()).run();

    List<JsonNode> runs = linesBelow("harvest_monitoring/");
    assertThat(runs).hasSize(report.runs().size());
    assertThat(runs)
        .filteredOn(run -> run.path("Dataset").asText().equals("ec2_instances"))
        .extracting(
            run -> run.path("RegionName").asText(),
            run -> run.path("Outcome").asText(),
            run -> run.path("Reason").asText(),
            run -> run.path("RecordCount").asLong(-1))
        .contains(
            tuple("eu-west-1", "SUCCEEDED", "", 0L),
            tuple("eu-west-2", "SKIPPED", "NOT_SELECTED", -1L),
            tuple("eu-south-1", "SKIPPED", "NOT_SELECTED", -1L));
    assertThat(linesBelow("ec2_monitoring/")).isEmpty();
  }

  static List<InventorySource> sources() {
    return Sources.inventory();
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theCallsOfASourceAreTheActionsThatItDeclares(InventorySource source) {
    try (AwsAccount operator = AwsAccount.create(MotoServer.shared().settings(accountId))) {
      RandomEstate.create(operator, 7, REGIONS);
    }
    calls.clear();

    harvest(List.of(source)).run().orThrow();

    Source declaration = source.declaration();
    Set<String> granted = new TreeSet<>(declaration.actions());
    if (declaration.coverage() == Coverage.REGIONAL) {
      granted.add("ec2:DescribeRegions");
    }
    granted.add("s3:PutObject");
    assertThat(calls).isEqualTo(granted);
  }

  @Test
  void aBucketThatDoesNotExistFailsEveryPartClearlyAndLeavesNothing() {
    RandomEstate.create(account, 4, "eu-west-1");
    Harvest harvest =
        Harvest.builder()
            .from(harvest(List.of(Sources.inventory("ec2_instances"))))
            .sink(
                SnapshotSink.of(
                    new S3ObjectStore(s3, new S3Location("no-such-bucket", "")),
                    BucketLayout.of(Sources.catalog())))
            .regions(RegionFilter.of("eu-west-1"))
            .build();

    HarvestReport report = harvest.run();

    assertThat(report.failed())
        .extracting(run -> run.dataset().name())
        .containsExactly("ec2_instances", "harvest_runs");
    assertThatThrownBy(report::orThrow)
        .isInstanceOf(HarvestFailedException.class)
        .hasMessageContaining("ec2_instances in " + accountId + "/eu-west-1")
        .hasMessageContaining("s3://no-such-bucket/ec2_monitoring/account=" + accountId)
        .hasMessageContaining("The specified bucket does not exist");
  }

  private Harvest harvest(List<InventorySource> sources) {
    return Harvest.builder()
        .addAccounts(account)
        .sources(sources)
        .regions(RegionFilter.of(REGIONS))
        .sink(SnapshotSink.of(new S3ObjectStore(s3, bucket), BucketLayout.of(Sources.catalog())))
        .build();
  }

  /** Every landed record by dataset and by the resource's own id. */
  private Map<String, Map<String, JsonNode>> landed() throws IOException {
    BucketLayout layout = BucketLayout.of(Sources.catalog());
    Map<String, Map<String, JsonNode>> landed = new HashMap<>();
    for (Dataset dataset : Sources.catalog().datasets()) {
      Map<String, JsonNode> byId = new TreeMap<>();
      for (JsonNode line : linesBelow(layout.directory(dataset) + "/")) {
        assertThat(byId.put(id(dataset.name(), line), normal(line))).isNull();
      }
      landed.put(dataset.name(), byId);
    }
    return landed;
  }

  private static String id(String dataset, JsonNode line) {
    return switch (dataset) {
      case "ec2_instances" -> line.path("InstanceId").asText();
      case "security_groups" -> line.path("GroupId").asText();
      case "load_balancers" ->
          line.path("LoadBalancerArn")
              .asText(
                  line.path("Region").path("RegionName").asText()
                      + line.path("LoadBalancerName").asText());
      case "iam_users" -> line.path("UserId").asText();
      case "iam_groups" -> line.path("GroupId").asText();
      case "iam_roles" -> line.path("RoleId").asText();
      case "iam_policies" -> line.path("Arn").asText(); // Moto leaves PolicyId out here.
      default -> line.toString();
    };
  }

  private JsonNode boto3() throws IOException {
    Path script = folder.resolve("describe.py");
    try (InputStream in = MotoServer.class.getResourceAsStream("describe.py")) {
      Files.copy(in, script);
    }
    return JSON.readTree(
        PythonTools.aws()
            .run(
                "python",
                List.of(
                    script.toString(),
                    MotoServer.shared().endpoint().toString(),
                    accountId,
                    String.join(",", REGIONS)),
                Map.of()));
  }

  private List<JsonNode> linesBelow(String prefix) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (S3Object object :
        s3.listObjectsV2Paginator(r -> r.bucket(bucket.bucket()).prefix(prefix)).contents()) {
      try (InputStream in = s3.getObject(r -> r.bucket(bucket.bucket()).key(object.key()));
          BufferedReader reader =
              new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(JSON.readTree(line));
        }
      }
    }
    return lines;
  }

  /** Times in one form, so that two notations of one instant are equal; all else as it is. */
  private static JsonNode normal(JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(e -> object.set(e.getKey(), normal(e.getValue())));
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(normal(element)));
      return array;
    }
    if (node.isTextual() && node.textValue().matches("\\d{4}-\\d\\d-\\d\\dT.*")) {
      try {
        return JsonNodeFactory.instance.textNode(
            OffsetDateTime.parse(node.textValue()).toInstant().toString());
      } catch (DateTimeParseException notATime) {
        return node;
      }
    }
    return node;
  }

  /** Notes each call as the IAM action that allows it. */
  private final class CallRecorder implements ExecutionInterceptor {

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
      // Both generations of Elastic Load Balancing share the prefix of their actions.
      calls.add(
          service.toLowerCase(Locale.ROOT).replaceAll("v2$", "")
              + ":"
              + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
  }
}
