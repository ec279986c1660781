package io.snowwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.aws.StackSettingsFile;
import io.snowwatch.snowflake.doctor.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snowwatch deploy check}. */
@Command(
    name = "check",
    description = {
      "Looks at the account before a deployment, and says what the deployment will do and what is in"
          + " its way.",
      "It changes nothing. What the credentials may not look at is said as not seen; the exit status is"
          + " that of the worst line, as doctor's.",
      "It needs cloudformation:DescribeStacks, cloudformation:GetTemplate,"
          + " cloudformation:ListStacks, cloudformation:ListStackResources,"
          + " cloudformation:DescribeStackResources, cloudtrail:DescribeTrails, iam:GetRole,"
          + " s3:ListBucket, s3:ListAllMyBuckets and s3:GetBucketNotification."
    },
    footer = {
      "  snowwatch deploy check",
      "  snowwatch deploy check --home-region eu-central-1 --param createBucket=false --output json",
      "  snowwatch deploy check --stack snowwatch-test --settings snowwatch-serverless/settings.test.yml"
    })
final class DeployCheckCommand implements Callable<Integer> {

  private static final JsonFactory JSON = new JsonFactory();

  private final Console console;

  @Mixin private AwsOptions aws = new AwsOptions();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      defaultValue = DeployedStack.DEFAULT_NAME,
      description =
          "The stack that is to be deployed, in the home Region. Default: ${DEFAULT-VALUE}.")
  private String stack = DeployedStack.DEFAULT_NAME;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      defaultValue = "snowwatch-serverless/settings.yml",
      description =
          "The deployment's settings. Default: ${DEFAULT-VALUE}; without it, the defaults.")
  private Path file = Path.of("snowwatch-serverless/settings.yml");

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "A setting that wins over the file, as for osls deploy; may be repeated.")
  private Map<String, String> params = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "How it is printed: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.TEXT;

  DeployCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Map<String, String> given = new LinkedHashMap<>(StackSettingsFile.read(file).values());
    given.putAll(params);
    DeploySettings settings = DeploySettings.of(given);
    try (AwsOptions.Reached reached = aws.reach(console)) {
      List<DeployCheck.Line> lines =
          new DeployCheck(reached.accounts().get(0), stack, settings).look();
      if (output == OutputFormat.JSON) {
        json(lines);
      } else {
        text(lines);
      }
      return DoctorCommand.status(DeployCheck.worst(lines));
    }
  }

  private void text(List<DeployCheck.Line> lines) {
    PrintWriter out = console.text();
    for (DeployCheck.Line line : lines) {
      out.printf("%-2s %s: %s%n", line.severity().sign(), line.what(), line.found());
      if (line.severity() != Severity.OK) {
        out.println("     wanted: " + line.wanted());
        out.println("     mend:   " + line.command());
      }
    }
    out.flush();
  }

  private void json(List<DeployCheck.Line> lines) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("Worst", DeployCheck.worst(lines).name());
      json.writeArrayFieldStart("Findings");
      for (DeployCheck.Line line : lines) {
        json.writeStartObject();
        json.writeStringField("Severity", line.severity().name());
        json.writeStringField("What", line.what());
        json.writeStringField("Found", line.found());
        json.writeStringField("Wanted", line.wanted());
        json.writeStringField("Command", line.command());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PrintWriter out = console.text();
    out.println(text);
    out.flush();
  }
}
