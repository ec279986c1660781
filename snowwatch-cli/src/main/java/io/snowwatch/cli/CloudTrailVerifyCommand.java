package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.digest.Accepted;
import io.snowwatch.cloudtrail.digest.CheckedFile;
import io.snowwatch.cloudtrail.digest.CloudTrailPublicKeys;
import io.snowwatch.cloudtrail.digest.FolderTrailStorage;
import io.snowwatch.cloudtrail.digest.Gap;
import io.snowwatch.cloudtrail.digest.KnownRestart;
import io.snowwatch.cloudtrail.digest.PublicKeyFiles;
import io.snowwatch.cloudtrail.digest.S3TrailStorage;
import io.snowwatch.cloudtrail.digest.TrailVerification;
import io.snowwatch.cloudtrail.digest.VerificationListener;
import io.snowwatch.cloudtrail.digest.VerificationReport;
import io.snowwatch.json.JsonLines;
import io.snowwatch.json.JsonRecord;
import io.snowwatch.storage.S3Location;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.s3.S3Client;

/** {@code snowwatch cloudtrail verify}. */
@Command(
    name = "verify",
    description = {
      "Proves that log files are what CloudTrail delivered, by its signed digest files.",
      "It finds log and digest files that were changed, removed, added or moved, digest files with"
          + " other signatures or neighbours than CloudTrail's, and hours without digest files."
          + " Trails write digest files if log file validation is on.",
      "Every log file below the prefix is judged that cloudtrail split would take, wherever it lies,"
          + " also where CloudTrail would not put it. What is known to be unproven can be accepted by"
          + " name; it is listed.",
      "It needs s3:ListBucket on the bucket and s3:GetObject on its objects and, unless"
          + " --public-key is given, cloudtrail:ListPublicKeys."
    },
    footer = {
      "  snowwatch cloudtrail verify s3://my-trail-bucket --since 2026-11-01T00:00:00Z",
      "      everything that CloudTrail delivered since then",
      "  snowwatch cloudtrail verify s3://my-trail-bucket/prefix --account 123456789012 \\",
      "      --region eu-west-1 --format json > findings.jsonl",
      "      one account and Region; one JSON object per finding",
      "  snowwatch cloudtrail verify ./copy --bucket my-trail-bucket --public-key keys.json",
      "      a copy of the bucket, with the output of aws cloudtrail list-public-keys"
    })
final class CloudTrailVerifyCommand implements Callable<Integer> {

  private static final String LOGS = "AWSLogs/";

  private final Console console;

  @Mixin private AwsOptions aws = new AwsOptions();

  /** How findings are printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-a", "--account"},
      paramLabel = "ID",
      split = ",",
      description = "An account. Default: all of them.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = {"-r", "--region"},
      paramLabel = "REGION",
      split = ",",
      description = "A Region. Default: all of them.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = "--organization",
      paramLabel = "ID",
      split = ",",
      description =
          "An organization's trails only, such as o-a1b2c3d4e5. Default: trails of organizations"
              + " and of accounts.")
  private List<String> organizations = new ArrayList<>();

  @Option(
      names = "--trail",
      paramLabel = "NAME",
      split = ",",
      description =
          "A trail. Log files that only digest files of other trails name count as added. Default:"
              + " all of them.")
  private List<String> trails = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Look at digest files that end after this time, such as 2026-11-24T00:00:00Z. Default:"
              + " begin with the first.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Look at digest files that begin before this time. Default: now.")
  private @Nullable Instant until;

  @Option(
      names = "--accept-account",
      paramLabel = "ID",
      split = ",",
      description =
          "An account whose log files need no digest file, such as those of a trail without"
              + " validation. Those that a digest file names are verified all the same.")
  private List<String> acceptedAccounts = new ArrayList<>();

  @Option(
      names = "--accept-trail",
      paramLabel = "NAME",
      split = ",",
      description =
          "A trail that validates for a part of the time: hours before the first digest file, after"
              + " the last and between two chains are accepted, and the log files of such hours.")
  private List<String> acceptedTrails = new ArrayList<>();

  @Option(
      names = "--accept-restart",
      paramLabel = "NAME@FROM/TO",
      split = ",",
      description =
          "A time in which a trail's logging or validation was turned off and on again, such as"
              + " my-trail@2026-11-21T03:00:00Z/2026-11-21T09:00:00Z: chains that begin anew within"
              + " it are accepted.")
  private List<String> acceptedRestarts = new ArrayList<>();

  @Option(
      names = "--accept-prefix",
      paramLabel = "PREFIX",
      split = ",",
      description = "What the keys of log files begin with that need no digest file.")
  private List<String> acceptedPrefixes = new ArrayList<>();

  @Option(
      names = {"-k", "--public-key"},
      paramLabel = "FILE",
      split = ",",
      description =
          "Trust the keys in this file instead of asking CloudTrail: what aws cloudtrail"
              + " list-public-keys prints, or a PEM or DER file.")
  private List<Path> publicKeys = new ArrayList<>();

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description = "The bucket that a folder is a copy of.")
  private @Nullable String bucket;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many files are read at once, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "How findings are printed: ${COMPLETION-CANDIDATES}. JSON is an object per line, a"
              + " summary last. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  @Option(names = "--all", description = "Print valid files too.")
  private boolean all;

  @Parameters(
      paramLabel = "LOGS",
      description =
          "s3://bucket/prefix, the prefix being what stands before AWSLogs/; or a folder that is a"
              + " copy of a bucket, with --bucket, where beside each digest file the output of aws"
              + " s3api head-object stands in a file of its name and "
              + FolderTrailStorage.HEAD_SUFFIX
              + ".")
  private String logs = "";

  CloudTrailVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    TrailVerification.Builder verification = TrailVerification.builder();
    if (!publicKeys.isEmpty()) {
      verification.publicKeys(PublicKeyFiles.read(publicKeys));
    }
    boolean needsAws = Target.isS3(logs) || publicKeys.isEmpty();
    if (!needsAws) {
      return verify(verification, null);
    }
    try (AwsOptions.Reached reached = aws.reach(console)) {
      AwsAccount account = reached.accounts().get(0);
      if (publicKeys.isEmpty()) {
        verification.publicKeys(new CloudTrailPublicKeys(account));
      }
      return verify(verification, account);
    }
  }

  private int verify(TrailVerification.Builder verification, @Nullable AwsAccount account)
      throws IOException {
    if (Target.isS3(logs)) {
      S3Location location = S3Location.parse(logs);
      S3Client s3 =
          Objects.requireNonNull(account)
              .client(S3Client.class, () -> S3Client.builder().crossRegionAccessEnabled(true));
      verification
          .storage(new S3TrailStorage(s3))
          .bucket(location.bucket())
          .prefix(prefix(location.key()));
    } else if (bucket == null) {
      throw new ConfigurationException(
          List.of(
              "Digest files name their bucket: give the one that the folder is a copy of with --bucket."));
    } else {
      verification.storage(new FolderTrailStorage(Path.of(logs), bucket)).bucket(bucket);
    }
    if (since != null) {
      verification.since(since);
    }
    if (until != null) {
      verification.until(until);
    }
    try (OutputStream out = new Unclosed(console.out())) {
      Printer printer = format == Format.JSON ? new JsonPrinter(out) : new TextPrinter();
      VerificationReport report =
          verification
              .addAllAccountIds(accounts)
              .addAllRegions(regions)
              .addAllOrganizationIds(organizations)
              .addAllTrailNames(trails)
              .addAllAcceptedAccountIds(acceptedAccounts)
              .addAllAcceptedTrailNames(acceptedTrails)
              .addAllAcceptedRestarts(acceptedRestarts.stream().map(KnownRestart::parse).toList())
              .addAllAcceptedPrefixes(acceptedPrefixes)
              .writtenDirectories(WrittenTo.directories(console))
              .concurrency(concurrency)
              .listener(printer)
              .build()
              .run();
      printer.end(report);
      return report.isAllValid() ? ExitStatus.OK : ExitStatus.PART_FAILED;
    }
  }

  private static String prefix(String key) {
    int logsAt = key.startsWith(LOGS) ? 0 : key.indexOf("/" + LOGS) + 1;
    String prefix = key.startsWith(LOGS) || logsAt > 0 ? key.substring(0, logsAt) : key;
    return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
  }

  /** Prints findings as they come. */
  private abstract class Printer implements VerificationListener {

    abstract void print(JsonRecord finding);

    abstract void end(VerificationReport report);

    @Override
    public void onFile(CheckedFile file) {
      if (all || !file.isValid()) {
        print(file);
      }
    }

    @Override
    public void onGap(Gap gap) {
      print(gap);
    }
  }

  private final class JsonPrinter extends Printer {

    private final JsonLines lines;

    JsonPrinter(OutputStream out) throws IOException {
      lines = new JsonLines(out);
    }

    @Override
    void print(JsonRecord finding) {
      try {
        lines.write(finding);
        lines.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    void end(VerificationReport report) {
      report.accepted().forEach(this::print);
      print(report);
    }
  }

  private final class TextPrinter extends Printer {

    private final PrintWriter text = console.text();
    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Override
    public void onFile(CheckedFile file) {
      verdicts.merge(
          (file.type() == CheckedFile.Type.DIGEST ? "digest files" : "log files")
              + "\t"
              + file.verdict().code(),
          1,
          Integer::sum);
      super.onFile(file);
    }

    @Override
    void print(JsonRecord finding) {
      text.println(finding);
      text.flush();
    }

    @Override
    void end(VerificationReport report) {
      text.printf(Locale.ROOT, "%-14s %-18s %9s%n", "files", "verdict", "number");
      verdicts.forEach(
          (verdict, number) -> {
            int tab = verdict.indexOf('\t');
            text.printf(
                Locale.ROOT,
                "%-14s %-18s %9d%n",
                verdict.substring(0, tab),
                verdict.substring(tab + 1),
                number);
          });
      text.printf(Locale.ROOT, "%-14s %-18s %9d%n", "gaps", "", report.gaps().size());
      report.accepted().forEach(this::printAccepted);
      if (report.notCovered().recent() > 0) {
        text.printf(
            Locale.ROOT,
            "Not judged: %d log files of the last two hours, whose digest files may be still to"
                + " come.%n",
            report.notCovered().recent());
      }
      if (report.notCovered().older() > 0) {
        text.printf(
            Locale.ROOT,
            "Not covered: %d log files are older than the first digest file. Give --since to leave"
                + " them out, or accept them by name.%n",
            report.notCovered().older());
      }
      text.println(conclusion(report));
      text.flush();
    }

    private void printAccepted(Accepted accepted) {
      text.println(accepted);
      accepted.gaps().forEach(gap -> text.println("  " + gap));
    }

    private String conclusion(VerificationReport report) {
      if (report.digests().all() == 0) {
        return "NOT PROVEN: there are no digest files. Is log file validation on, and the prefix"
            + " what stands before AWSLogs/?";
      }
      if (!report.isAllValid()) {
        return "NOT PROVEN: see the findings above.";
      }
      return report.accepted().isEmpty()
          ? "PROVEN: every file is what CloudTrail delivered, and no hour is missing."
          : "PROVEN but for what was accepted: every other file is what CloudTrail delivered, and no"
              + " other hour is missing.";
    }
  }
}
