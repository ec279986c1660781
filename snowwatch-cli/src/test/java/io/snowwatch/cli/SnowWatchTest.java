package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.snowflake.Answers;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnowWatchTest {

  private final RecordedConsole console = new RecordedConsole();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "harvest",
        "cloudtrail split",
        "cloudtrail redrive",
        "cloudtrail verify",
        "snowflake plan",
        "snowflake apply",
        "snowflake drop",
        "snowflake print",
        "deploy check",
        "doctor",
        "check",
        "query",
        "report",
        "sources"
      })
  void theManualShowsTheHelpOfEveryCommand(String command) {
    String[] words = (command + " --help").strip().split(" ");

    assertThat(console.run(words)).isZero();

    String title = command.isEmpty() ? "snowwatch" : "snowwatch " + command;
    RenderedFile.at("../docs/cli.md")
        .assertSection(title, "```text\n" + console.out().stripTrailing() + "\n```\n");
    assertThat(console.out()).contains("Examples:").contains("Exit status:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "harvest --sauce|Unknown option: '--sauce'",
        "harvest --concurrency many|Invalid value for option '--concurrency'",
        "harvest --source lambda|There is no source 'lambda': choose from ",
        "harvest --region Ireland|'Ireland' is not a Region: use names such as eu-west-1",
        "cloudtrail split x.json.gz|Missing required option: '--to=TARGET'",
        "cloudtrail|Name a command; snowwatch cloudtrail --help lists them.",
        "cloudtrail verify|Missing required parameter: 'LOGS'",
        "cloudtrail verify --public-key pom.xml x|pom.xml is no RSA public key",
        "cloudtrail verify --since soon x|Invalid value for option '--since'",
        "cloudtrail verify --since soon x|'soon' is no time: give it in UTC, such as 2026-",
        "cloudtrail split --to ./lines nowhere|There is no 'nowhere': name a log file, a folder",
        "harvest --endpoint-url localhost|'localhost' is no URL: give one such as http://",
        "harvest --to s3:/x|'s3:/x' is neither in S3 nor a folder: write s3://bucket/prefix, or",
        "harvest --to s3:x|'s3:x' is neither in S3 nor a folder",
        "harvest --to S3://bucket|'S3://bucket' is neither in S3 nor a folder",
        "harvest --to http://bucket|'http://bucket' is neither in S3 nor a folder",
        "harvest --to file:///tmp/x|'file:///tmp/x' is neither in S3 nor a folder",
        "harvest --to arn:aws:s3:::bucket|'arn:aws:s3:::bucket' is neither in S3 nor a folder",
        "harvest --to s3://|'' is not a bucket name",
        "harvest --to s3:///x|'' is not a bucket name",
        "harvest --to pom.xml|Nothing can be written to the folder pom.xml: ",
        "harvest --to pom.xml/x|Nothing can be written to the folder pom.xml/x: ",
        "cloudtrail split --to s3:/x pom.xml|'s3:/x' is neither in S3 nor a folder",
        "cloudtrail split --to ./lines s3:/x|'s3:/x' is neither in S3 nor a folder",
        "cloudtrail verify --profile a --profile b x|option '--profile' (PROFILE) should be",
        "cloudtrail split --profile a,b --to s3://bucket x|There is no AWS profile 'a,b': choose",
        "sources --output yaml|Invalid value for option '--output'",
        "harvest --profile nobody|There is no AWS profile 'nobody': choose from [",
        "snowflake print --account-id 123456789012 -o no/x.sql|no/x.sql could not be written:",
        "snowflake print|accountId is missing: give the AWS account's 12 digits (--account-id).",
        "snowflake print --account-id 123456789012 --set nonsense=1|nonsense: there is no such setting. There are access, accountAdminRole,",
        "snowflake print --account-id 123456789012 --set partition=mars|partition: 'mars' is no partition of AWS: choose one of aws,",
        "snowflake print --account-id 123456789012 --bucket a-bucket,b-bucket|say whose a further bucket is: --bucket <12 digits>=b-bucket",
        "deploy|Name a command; snowwatch deploy --help lists them.",
        "doctor|accountId is missing: give the AWS account's 12 digits (--account-id).",
        "doctor --account-id 123456789012 --max-age soon|Invalid value for option '--max-age'",
        "snowflake print --settings no.file|The settings no.file could not be read:",
        "snowflake apply --account-id 123456789012 --no-snowflake --queue a|Nothing was done: give --yes where nobody can be asked.",
        "snowflake print --account-id 12|accountId is '12': give the AWS account's 12 digits.",
        "snowflake print --account-id 123456789012 --section BAD|expected one of [ROLES,",
      })
  void badUsageIsExplainedAndDoesNothing(String arguments, String explanation) {
    int status = console.run(arguments.split(" "));

    assertThat(console.err()).contains(explanation);
    assertThat(status).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(console.out()).isEmpty();
  }

  @Test
  void snowflakePrintPrintsThePlan() {
    assertThat(console.run("snowflake", "print", "--account-id", "123456789012", "--database", "W"))
        .isZero();

    assertThat(console.out())
        .isEqualTo(
            SnowflakePlan.of(
                    Sources.catalog(),
                    SnowflakeSettings.builder().accountId("123456789012").database("W").build(),
                    List.of(Answers.of(Sources.catalog())))
                .print());
    assertThat(
            console.run(
                "snowflake",
                "print",
                "--account-id",
                "123456789012",
                "--database",
                "W",
                "--set",
                "analysis=none"))
        .isZero();
    assertThat(console.out())
        .endsWith(
            SnowflakePlan.of(
                    Sources.catalog(),
                    SnowflakeSettings.builder().accountId("123456789012").database("W").build())
                .print());
  }

  @Test
  void sourcesAreObjectsInJson() throws IOException {
    assertThat(console.run("sources", "--output", "json")).isZero();

    ObjectMapper json = new ObjectMapper();
    List<String> tables = new ArrayList<>();
    for (String line : console.lines()) {
      JsonNode dataset = json.readTree(line);
      assertThat(dataset.fieldNames())
          .toIterable()
          .containsExactly("Source", "Dataset", "Directory", "Table", "Columns");
      assertThat(dataset.at("/Columns/0/Name").asText()).endsWith("_DATA");
      assertThat(dataset.at("/Columns/0/Type").asText()).isNotEmpty();
      tables.add(dataset.path("Table").asText());
    }
    assertThat(tables)
        .containsExactlyElementsOf(
            Sources.catalog().datasets().stream().map(Dataset::table).toList());
  }

  @Test
  void sourcesListsEveryDatasetWithItsTable() {
    assertThat(console.run("sources", "--columns")).isZero();

    Sources.catalog()
        .datasets()
        .forEach(
            dataset ->
                assertThat(console.lines())
                    .anySatisfy(
                        line ->
                            assertThat(line).contains(dataset.name()).endsWith(dataset.table())));
    assertThat(console.out()).contains("RAW_DATA, MONITORED_TIME, ARCHITECTURE");
  }
}
