package io.snowwatch.cli;

import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.cloudtrail.LogFileKind;
import io.snowwatch.cloudtrail.LogFileSplitter;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.cloudtrail.LogFiles;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code snowwatch cloudtrail}. */
@Command(
    name = "cloudtrail",
    description = "Works on the log files that CloudTrail delivers.",
    synopsisSubcommandLabel = "COMMAND")
final class CloudTrailCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  CloudTrailCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "Name a command; snowwatch cloudtrail --help lists them.");
  }

  /** {@code snowwatch cloudtrail split}. */
  @Command(
      name = "split",
      description = {
        "Makes JSON lines of log files, an object of lines for each log file.",
        "An object's key is the part of the log file's from AWSLogs/ on, below"
            + " cloudtrail_monitoring/, as the Lambda function writes it: doing it again rewrites"
            + " the same object."
      },
      footer = {
        "  snowwatch cloudtrail split --to - 123456789012_CloudTrail_eu-west-1_….json.gz",
        "      the events of one file, one JSON object per line",
        "  snowwatch cloudtrail split --to ./lines ./logs",
        "      every log file in a folder",
        "  snowwatch cloudtrail split --to s3://snowwatch-123456789012 \\",
        "      s3://snowwatch-123456789012/cloudtrail/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/",
        "      a year of log files that arrived before SnowWatch did"
      })
  static final class Split implements Callable<Integer> {

    private static final String LOGS = "AWSLogs/";

    private final Console console;

    @Mixin private AwsOptions aws = new AwsOptions();

    @Option(
        names = {"-t", "--to"},
        paramLabel = "TARGET",
        required = true,
        description = "Where the lines go: s3://bucket, a folder, or - for standard output.")
    private String target = "";

    @Parameters(
        paramLabel = "LOGS",
        arity = "1..*",
        description = "Log files, folders, or s3://bucket/prefix for every object below it.")
    private List<String> inputs = new ArrayList<>();

    private int files;
    private int ignored;
    private int failed;
    private long events;

    Split(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws IOException {
      boolean needsAws = Target.isS3(target) || inputs.stream().anyMatch(Target::isS3);
      AwsOptions.@Nullable Reached reached = needsAws ? aws.reach(console) : null;
      try (OutputStream out = new BufferedOutputStream(new Unclosed(console.out()))) {
        AwsAccount account = reached == null ? null : reached.accounts().get(0);
        for (String input : inputs) {
          split(input, account, out);
        }
      } finally {
        if (reached != null) {
          reached.close();
        }
      }
      console
          .err()
          .printf(
              "%d log files split into %d events, %d other files ignored, %d failed%n",
              files, events, ignored, failed);
      return failed > 0 ? ExitStatus.PART_FAILED : ExitStatus.OK;
    }

    private void split(String input, @Nullable AwsAccount account, OutputStream out) {
      if (Target.isS3(input)) {
        S3Location location = S3Location.parse(input);
        ObjectStore bucket =
            Target.s3(new S3Location(location.bucket(), ""), Objects.requireNonNull(account));
        splitAll(bucket, location.key(), account, out);
        return;
      }
      Path path = Path.of(input);
      if (Files.isDirectory(path)) {
        splitAll(Target.folder(input), "", account, out);
      } else {
        Path folder = path.toAbsolutePath().getParent();
        String name = String.valueOf(path.getFileName());
        splitOne(Target.folder(String.valueOf(folder)), name, account, out);
      }
    }

    private void splitAll(
        ObjectStore from, String prefix, @Nullable AwsAccount account, OutputStream out) {
      int before = files + ignored + failed;
      try (Stream<String> keys = from.list(prefix)) {
        keys.forEach(key -> splitOne(from, key, account, out));
      } catch (SnowWatchException e) {
        fail(e);
      }
      if (before == files + ignored + failed) {
        failed++;
        console.err().println("FAILED " + from.location(prefix) + ": there is nothing there.");
      }
    }

    private void splitOne(
        ObjectStore from, String key, @Nullable AwsAccount account, OutputStream out) {
      try {
        if (Target.isStandardOutput(target)) {
          print(from, key, out);
        } else {
          transfer(from, key, account);
        }
      } catch (SnowWatchException | IOException e) {
        fail(new SnowWatchException(from.location(key) + ": " + e.getMessage(), e));
      }
    }

    private void transfer(ObjectStore from, String key, @Nullable AwsAccount account) {
      ObjectStore to =
          Target.isS3(target)
              ? Target.s3(S3Location.parse(target), Objects.requireNonNull(account))
              : Target.folder(target);
      new LogFileTransfer(from, directoryBeforeLogs(key), to, outputDirectory())
          .transfer(key)
          .ifPresentOrElse(
              done -> {
                files++;
                events += done.events();
              },
              () -> ignored++);
    }

    private void print(ObjectStore from, String key, OutputStream out) throws IOException {
      if (LogFileKind.of(key) != LogFileKind.EVENTS) {
        ignored++;
        return;
      }
      try (InputStream object = from.open(key);
          InputStream json = LogFiles.uncompress(object)) {
        events += LogFileSplitter.split(json, out);
        files++;
      }
    }

    private static String directoryBeforeLogs(String key) {
      int logs = key.indexOf("/" + LOGS);
      return logs < 0 ? "" : key.substring(0, logs);
    }

    private String outputDirectory() {
      Source source =
          Sources.catalog().sources().stream()
              .filter(s -> s.trigger() == Trigger.OBJECT_CREATED)
              .findFirst()
              .orElseThrow();
      return BucketLayout.fromEnvironment(Sources.catalog(), console.environment())
          .directory(source.datasets().get(0));
    }

    private void fail(Exception e) {
      failed++;
      console.err().println("FAILED " + e.getMessage());
    }
  }
}
