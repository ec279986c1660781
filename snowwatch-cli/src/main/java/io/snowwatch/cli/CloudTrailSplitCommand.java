package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.cloudtrail.BackfillListener;
import io.snowwatch.cloudtrail.LogFileBackfill;
import io.snowwatch.cloudtrail.LogFileDirectories;
import io.snowwatch.cloudtrail.LogFileOutcome;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.cloudtrail.split.LogFileRange;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.FolderObjectStore;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.Publication;
import io.snowwatch.storage.S3Location;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snowwatch cloudtrail split}. */
@Command(
    name = "split",
    description = {
      "Makes JSON lines of log files, an object of lines for each log file.",
      "An object's key is the part of the log file's from AWSLogs/ on, below"
          + " cloudtrail_monitoring/, as the Lambda function writes it. A log file whose object is"
          + " there is not opened again: a command that was interrupted goes on where it stopped,"
          + " and may run beside the function."
    },
    footer = {
      "  snowwatch cloudtrail split --to - 123456789012_CloudTrail_eu-west-1_….json.gz",
      "      the events of one file, one JSON object per line",
      "  snowwatch cloudtrail split --to ./lines ./logs",
      "      every log file in a folder",
      "  snowwatch cloudtrail split --to s3://snowwatch-123456789012 --concurrency 32 \\",
      "      --since 2024-01-01T00:00:00Z s3://snowwatch-123456789012/cloudtrail/",
      "      the log files that arrived before SnowWatch did"
    })
final class CloudTrailSplitCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private AwsOptions aws = new AwsOptions();

  @Option(
      names = {"-t", "--to"},
      paramLabel = "TARGET",
      required = true,
      description = "Where the lines go: s3://bucket, a folder, or - for standard output.")
  private String target = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Take log files that were delivered at this time or later, such as"
              + " 2026-11-24T00:00:00Z; the time stands in their names.")
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Take log files that were delivered before this time.")
  private @Nullable Instant until;

  @Option(
      names = "--compression",
      paramLabel = "NAME",
      description =
          "How the objects are compressed: ${COMPLETION-CANDIDATES}. It is a part of their keys, so"
              + " do as the Lambda function does. Default: ${DEFAULT-VALUE}, the function's too.")
  private Compression compression = LogFileTransfer.DEFAULT_COMPRESSION;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "How many log files are worked on at once, 1 to 256. Default: ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, only what failed.")
  private boolean quiet;

  @Parameters(
      paramLabel = "LOGS",
      arity = "1..*",
      description = "Log files, folders, or s3://bucket/prefix for every object below it.")
  private List<String> inputs = new ArrayList<>();

  private long files;
  private long alreadyThere;
  private long ignored;
  private long failed;
  private long damaged;
  private long events;

  CloudTrailSplitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    LogFileRange range = LogFileRange.of(since, until);
    boolean needsAws = Target.isS3(target) || inputs.stream().anyMatch(Target::isS3);
    AwsOptions.@Nullable Reached reached = needsAws ? aws.reach(console) : null;
    try (OutputStream out = new BufferedOutputStream(new Unclosed(console.out()))) {
      AwsAccount account = reached == null ? null : reached.accounts().get(0);
      for (Input input : inputs.stream().map(input -> Input.of(input, account)).toList()) {
        split(input, range, account, out);
      }
    } finally {
      if (reached != null) {
        reached.close();
      }
    }
    console
        .err()
        .printf(
            "%d log files split into %d events, %d were there already, %d other files ignored, %d"
                + " damaged, %d failed%n",
            files, events, alreadyThere, ignored, damaged, failed);
    return failed + damaged > 0 ? ExitStatus.PART_FAILED : ExitStatus.OK;
  }

  /**
   * Where log files are.
   *
   * @param store the store
   * @param prefix what their keys begin with
   * @param file whether the prefix is the whole key of one file
   */
  private record Input(ObjectStore store, String prefix, boolean file) {

    Stream<String> keys() {
      return file ? Stream.of(prefix) : store.list(prefix);
    }

    static Input of(String input, @Nullable AwsAccount account) {
      if (Target.isS3(input)) {
        S3Location location = S3Location.parse(input);
        return new Input(
            Target.s3(new S3Location(location.bucket(), ""), Objects.requireNonNull(account)),
            location.key(),
            false);
      }
      Path path = Path.of(input);
      if (!Files.exists(path)) {
        throw new ConfigurationException(
            List.of("There is no '%s': name a log file, a folder or s3://…".formatted(input)));
      }
      return Files.isDirectory(path)
          ? new Input(Target.folder(input), "", false)
          : new Input(
              Target.folder(String.valueOf(path.toAbsolutePath().getParent())),
              String.valueOf(path.getFileName()),
              true);
    }
  }

  private void split(
      Input input, LogFileRange range, @Nullable AwsAccount account, OutputStream out)
      throws IOException {
    long before = files + alreadyThere + ignored + failed;
    try {
      if (Target.isStandardOutput(target)) {
        print(input, range, out);
      } else {
        backfill(input, range, account);
      }
    } catch (SnowWatchException e) {
      fail(String.valueOf(e.getMessage()));
    }
    if (before == files + alreadyThere + ignored + failed) {
      fail(
          input.store().location(input.prefix())
              + ": there is nothing there, or nothing of that time.");
    }
  }

  private void backfill(Input input, LogFileRange range, @Nullable AwsAccount account) {
    ObjectStore to =
        Target.isS3(target)
            ? Target.s3(S3Location.parse(target), Objects.requireNonNull(account))
            : Target.folder(target);
    LogFileTransfer transfer =
        LogFileTransfer.fromAnywhere(input.store(), to, outputDirectories())
            .compressedWith(compression);
    try (Progress progress = new Progress(input)) {
      if (input.file()) {
        progress.finished(transfer.attempt(input.prefix()));
      } else {
        LogFileBackfill.builder()
            .transfer(transfer)
            .prefix(input.prefix())
            .range(range)
            .concurrency(concurrency)
            .listener(progress)
            .build()
            .run();
      }
    }
  }

  /** Only whole and good lines are printed, so a file is split in a scratch folder first. */
  private void print(Input input, LogFileRange range, OutputStream out) throws IOException {
    Path scratch = Files.createTempDirectory("snowwatch-");
    FolderObjectStore lines = new FolderObjectStore(scratch);
    LogFileTransfer transfer =
        LogFileTransfer.fromAnywhere(input.store(), lines, outputDirectories());
    try (Stream<String> keys = input.keys()) {
      Iterator<String> inRange = keys.filter(range::contains).iterator();
      while (inRange.hasNext()) {
        LogFileOutcome outcome = transfer.attempt(inRange.next());
        if (outcome instanceof LogFileOutcome.Landed file) {
          try (InputStream landed = Compression.uncompress(lines.open(file.transferred().key()))) {
            landed.transferTo(out);
          }
        }
        count(outcome, input.store());
        delete(scratch);
      }
    } finally {
      delete(scratch);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private LogFileDirectories outputDirectories() {
    Source source =
        Sources.catalog().sources().stream()
            .filter(s -> s.trigger() == Trigger.OBJECT_CREATED)
            .findFirst()
            .orElseThrow();
    return LogFileDirectories.of(
        BucketLayout.fromEnvironment(Sources.catalog(), console.environment()), source);
  }

  private void count(LogFileOutcome outcome, ObjectStore store) {
    if (outcome instanceof LogFileOutcome.Landed file) {
      file.transferred().quarantined().ifPresent(bad -> report(file.transferred(), bad, store));
    }
    if (outcome instanceof LogFileOutcome.Landed file
        && file.transferred().publication() == Publication.PUBLISHED) {
      files++;
      events += file.transferred().events();
    } else if (outcome instanceof LogFileOutcome.Ignored) {
      ignored++;
    } else if (outcome instanceof LogFileOutcome.Failed failure) {
      fail(store.location(failure.sourceKey()) + ": " + failure.cause().getMessage());
    } else {
      alreadyThere++;
    }
  }

  private void report(LogFileTransfer.Transferred file, Quarantined bad, ObjectStore store) {
    damaged++;
    console
        .err()
        .printf(
            "DAMAGED %s: %s %d bad stretches of %d bytes %s%n",
            store.location(file.sourceKey()),
            bad.problem(),
            bad.stretches(),
            bad.bytes(),
            Target.isStandardOutput(target)
                ? "are left out: split into a folder or a bucket to keep them."
                : "are in " + bad.key());
  }

  private void fail(String message) {
    failed++;
    console.err().println("FAILED " + message);
  }

  /** A bar on a terminal; elsewhere only the failures. */
  private final class Progress implements BackfillListener, AutoCloseable {

    private final ObjectStore store;
    private final @Nullable ProgressBar bar;

    Progress(Input input) {
      store = input.store();
      bar = Bars.create(console, quiet, input.store().location(input.prefix()));
    }

    @Override
    public void found(int count) {
      if (bar != null) {
        synchronized (bar) {
          bar.maxHint(bar.getMax() + count);
        }
      }
    }

    @Override
    public void finished(LogFileOutcome outcome) {
      synchronized (CloudTrailSplitCommand.this) {
        count(outcome, store);
      }
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
