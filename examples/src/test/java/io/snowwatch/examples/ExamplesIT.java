package io.snowwatch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.RandomEstate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Runs each example as its reader would, with an emulator where AWS would be. */
class ExamplesIT {

  private static final Path SOURCES = Path.of("src/main/java/io/snowwatch/examples");
  private static final String ACCOUNT_ID = MotoServer.ACCOUNT_ID;

  private static MotoServer moto;
  private static AwsAccount account;

  @TempDir private Path folder;

  private static Map<String, String> awsProperties() {
    return Map.of(
        "aws.accessKeyId", "moto",
        "aws.secretAccessKey", "moto",
        "aws.region", "us-east-1",
        "aws.endpointUrl", moto.endpoint().toString());
  }

  @BeforeAll
  static void createEstate() {
    moto = MotoServer.start();
    awsProperties().forEach(System::setProperty);
    account = AwsAccount.create(moto.settings(ACCOUNT_ID));
    RandomEstate.create(account, 3, "eu-west-1", "us-east-1");
  }

  @AfterAll
  static void stop() {
    awsProperties().keySet().forEach(System::clearProperty);
    account.close();
    moto.close();
  }

  @Test
  void listInstancesPrintsEachOfThem() {
    List<String> expected = instanceIds("eu-west-1");

    List<String> printed = printed(() -> ListInstances.main("eu-*")).lines().toList();

    assertThat(expected).isNotEmpty();
    assertThat(printed)
        .allMatch(line -> line.startsWith("eu-west-1 i-"))
        .extracting(line -> line.substring("eu-west-1 ".length(), line.lastIndexOf(' ')))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(printed(ListInstances::main).lines())
        .hasSize(expected.size() + instanceIds("us-east-1").size());
  }

  private static List<String> instanceIds(String region) {
    return account
        .regions(region)
        .flatMap(
            scope ->
                scope
                    .client(Ec2Client.class, Ec2Client::builder)
                    .describeInstancesPaginator()
                    .reservations()
                    .stream())
        .flatMap(reservation -> reservation.instances().stream())
        .map(Instance::instanceId)
        .toList();
  }

  @Test
  void anEmbedderNeedsTenLines() {
    assertThat(TaggedRegion.of(SOURCES.resolve("ListInstances.java"), "embedding").lines())
        .hasSizeLessThanOrEqualTo(10)
        .allMatch(line -> line.length() <= 100);
    assertThat(TaggedRegion.of(SOURCES.resolve("GenerateSql.java"), "sql").lines())
        .hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void generateSqlPrintsThePlan() {
    SnowflakePlan plan =
        SnowflakePlan.of(
            Sources.catalog(), SnowflakeSettings.builder().accountId("210987654321").build());

    assertThat(printed(() -> GenerateSql.main("210987654321"))).isEqualTo(plan.print());
    assertThatThrownBy(GenerateSql::main)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GenerateSql needs the account id as argument 1.");
  }

  @Test
  void harvestToBucketPutsEveryDatasetIntoTheBucket() {
    S3Client s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket("harvested-by-an-example"));

    String printed = printed(() -> HarvestToBucket.main("s3://harvested-by-an-example"));

    List<String> keys =
        s3
            .listObjectsV2Paginator(request -> request.bucket("harvested-by-an-example"))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();
    assertThat(printed).matches("[0-9]+ records in [0-9]+ objects\n");
    assertThat(keys)
        .anyMatch(key -> key.startsWith("ec2_monitoring/"))
        .anyMatch(key -> key.startsWith("iam_monitoring/users/"));
    // The records about the run are not counted among what was found.
    assertThat(keys.stream().filter(key -> !key.startsWith("harvest_monitoring/")))
        .hasSize(Integer.parseInt(printed.replaceFirst("(?s).* in ([0-9]+) objects.*", "$1")));
  }

  @Test
  void harvestToFolderTellsTheOutcomeOfEachRegion() throws IOException {
    String printed = printed(() -> HarvestToFolder.main(folder.toString(), "eu-west-*"));

    assertThat(printed).contains("eu-west-1 Succeeded[").contains("us-east-1 Skipped[");
    assertThat(files("security_group_monitoring"))
        .anyMatch(file -> file.contains("/region=eu-west-1/"))
        .noneMatch(file -> file.contains("/region=us-east-1/"));
  }

  @Test
  void ownSourceHarvestsWhatItDeclares() throws IOException {
    String id =
        account
            .regions("eu-west-1")
            .map(scope -> scope.client(Ec2Client.class, Ec2Client::builder))
            .map(ec2 -> ec2.createInternetGateway().internetGateway().internetGatewayId())
            .findFirst()
            .orElseThrow();

    String printed = printed(() -> OwnSource.main(folder.toString()));

    assertThat(printed)
        .startsWith(
            "CREATE TABLE IF NOT EXISTS SNOWWATCH.AWS.INTERNET_GATEWAY_MONITORING_LANDING_ZONE")
        .contains("INTERNET_GATEWAY_ID STRING");
    assertThat(files("internet_gateway_monitoring"))
        .filteredOn(file -> file.contains("/region=eu-west-1/"))
        .singleElement()
        .satisfies(
            file ->
                assertThat(uncompressed(folder.resolve(file)))
                    .contains("\"InternetGatewayId\":\"" + id + "\"")
                    .contains("\"AccountId\":\"" + ACCOUNT_ID + "\"")
                    .contains("\"RegionName\":\"eu-west-1\""));
  }

  @Test
  void theListOfExamplesIsComplete() throws IOException {
    Set<String> examples = new TreeSet<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains("public static void main(")) {
          examples.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }

    String readme = Files.readString(Path.of("README.md"));

    assertThat(
            readme
                .lines()
                .filter(line -> line.startsWith("| [`"))
                .map(line -> line.replaceFirst(".*`examples/run ([A-Za-z]+) .*", "$1"))
                .toList())
        .containsExactlyInAnyOrderElementsOf(examples);
  }

  private static String printed(Runnable example) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      example.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(directory))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .toList();
    }
  }

  private static String uncompressed(Path file) throws IOException {
    try (InputStream in = Compression.uncompress(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
