package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.BackfillListener;
import io.snowwatch.cloudtrail.BackfillReport;
import io.snowwatch.cloudtrail.LogFileBackfill;
import io.snowwatch.cloudtrail.LogFileOrigins;
import io.snowwatch.cloudtrail.LogFileOutcome;
import io.snowwatch.cloudtrail.LogFileTally;
import io.snowwatch.cloudtrail.LogFileTransfer;
import io.snowwatch.cloudtrail.split.LogFileRange;
import io.snowwatch.cloudtrail.split.Quarantined;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      description =
          "How many log files are worked on at once, 1 to 256. Default: 8, and 1 for standard"
              + " output, which then has the files in their order.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--list-ignored",
      description = "Name each object that is no log file with events, and say why it is none.")
  private boolean listIgnored;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, only what failed.")
  private boolean quiet;

  @Parameters(
      paramLabel = "LOGS",
      arity = "1..*",
      description =
          "Log files, folders, or s3://bucket/prefix for every object below it. A file that is named"
              + " here is split whatever it is called. What SnowWatch itself has written to a bucket"
              + " or folder is left out.")
  private List<String> inputs = new ArrayList<>();

  private final LogFileTally tally = new LogFileTally();
  private long otherFailures;

  CloudTrailSplitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    LogFileRange range = LogFileRange.of(since, until);
    boolean needsAws = Target.isS3(target) || inputs.stream().anyMatch(Target::isS3);
    AwsOptions.@Nullable Reached reached = needsAws ? aws.reach(console) : null;
    try {
      AwsAccount account = reached == null ? null : reached.accounts().get(0);
      List<Input> read = Input.of(inputs, account);
      ObjectStore to = target(account);
      LogFileOrigins origins = new LogFileOrigins();
      List<LogFileBackfill> work = new ArrayList<>();
      for (Input input : read) {
        work.add(backfill(input, to, range, origins));
      }
      Target.check(target);
      if (account != null) {
        Target.check(target, account);
      }
      Thread self = Thread.currentThread();
      Interruption.Work interruptible = console.interruption().work(self::interrupt);
      try {
        for (int i = 0; i < work.size() && !self.isInterrupted(); i++) {
          split(read.get(i), work.get(i));
        }
      } finally {
        interruptible.close();
        // It was the signal's, and does not concern whoever called.
        Thread.interrupted();
      }
    } finally {
      if (reached != null) {
        reached.close();
      }
    }
    console.out().flush();
    if (console.interruption().status() != 0) {
      say("Interrupted: not every log file was looked at. The same command goes on.");
    }
    LogFileTally.Counts counts = tally.counts();
    long failed = counts.failed() + otherFailures;
    console
        .err()
        .printf(
            "%d log files split into %d events, %d were there already, %d other files ignored, %d"
                + " damaged, %d failed%n",
            counts.landed(),
            counts.events(),
            counts.alreadyThere(),
            counts.ignored(),
            counts.damaged(),
            failed);
    return failed + counts.damaged() > 0 ? ExitStatus.PART_FAILED : ExitStatus.OK;
  }

  /**
   * Where log files are.
   *
   * @param store the store
   * @param prefix what their keys begin with
   * @param files the whole keys of single files; empty for every object with the prefix
   */
  private record Input(ObjectStore store, String prefix, List<String> files) {

    /** Files that stand side by side are one input. */
    static List<Input> of(List<String> inputs, @Nullable AwsAccount account) {
      List<Input> read = new ArrayList<>();
      Map<String, Input> folders = new HashMap<>();
      for (String input : inputs) {
        Path path = Target.isS3(input) ? null : Path.of(input);
        if (path == null) {
          S3Location location = S3Location.parse(input);
          read.add(
              new Input(
                  Target.s3(new S3Location(location.bucket(), ""), Objects.requireNonNull(account)),
                  location.key(),
                  List.of()));
        } else if (Files.isDirectory(path)) {
          read.add(new Input(Target.folder(input), "", List.of()));
        } else if (Files.exists(path)) {
          String folder = String.valueOf(path.toAbsolutePath().normalize().getParent());
          Input known = folders.get(folder);
          if (known == null) {
            known = new Input(Target.folder(folder), "", new ArrayList<>());
            folders.put(folder, known);
            read.add(known);
          }
          known.files().add(String.valueOf(path.getFileName()));
        } else {
          throw new ConfigurationException(
              List.of("There is no '%s': name a log file, a folder or s3://…".formatted(input)));
        }
      }
      return read;
    }
  }

  private ObjectStore target(@Nullable AwsAccount account) {
    if (Target.isStandardOutput(target)) {
      return new PrintingStore(console.out(), WrittenTo.logFileDirectories(console).quarantine());
    }
    return Target.isS3(target)
        ? Target.s3(S3Location.parse(target), Objects.requireNonNull(account))
        : Target.folder(target);
  }

  private LogFileBackfill backfill(
      Input input, ObjectStore to, LogFileRange range, LogFileOrigins origins) {
    int most = Target.isStandardOutput(target) ? 1 : 8;
    return LogFileBackfill.builder()
        .transfer(
            LogFileTransfer.fromAnywhere(input.store(), to, WrittenTo.logFileDirectories(console))
                .compressedWith(compression)
                .leavingOut(WrittenTo.layout(console).outputDirectories())
                .beside(origins))
        .prefix(input.prefix())
        .keys(input.files())
        .range(range)
        .concurrency(concurrency == null ? most : concurrency)
        .listener(new Outcomes(input))
        .build();
  }

  private void split(Input input, LogFileBackfill work) {
    input.files().stream()
        .filter(file -> !work.range().contains(file))
        .forEach(file -> failAtAll(nothingAt(input, file)));
    try (Outcomes outcomes = (Outcomes) work.listener()) {
      outcomes.begin();
      BackfillReport report = work.run();
      if (report.objects() == 0 && input.files().isEmpty() && !report.unfinished()) {
        failAtAll(nothingAt(input, input.prefix()));
      }
    } catch (SnowWatchException e) {
      failAtAll(String.valueOf(e.getMessage()));
    }
  }

  private static String nothingAt(Input input, String key) {
    return input.store().location(key) + ": there is nothing there, or nothing of that time.";
  }

  private void failAtAll(String message) {
    otherFailures++;
    say("FAILED " + message);
  }

  private void say(String message) {
    console.err().println(message);
  }

  /** Counts what became of an input's log files and tells what failed; a bar on a terminal. */
  private final class Outcomes implements BackfillListener, AutoCloseable {

    private final Input input;
    private final Thread self = Thread.currentThread();
    private @Nullable ProgressBar bar;

    Outcomes(Input input) {
      this.input = input;
    }

    void begin() {
      bar = Bars.create(console, quiet, input.store().location(input.prefix()));
    }

    @Override
    public void found(int count) {
      ProgressBar shown = bar;
      if (shown != null) {
        synchronized (shown) {
          shown.maxHint(shown.getMax() + count);
        }
      }
    }

    @Override
    public void finished(LogFileOutcome outcome) {
      if (console.out().failure().isPresent()) {
        // Nobody reads on, which the command's end says; no file is to blame.
        self.interrupt();
        return;
      }
      tally.finished(outcome);
      tell(outcome).ifPresent(CloudTrailSplitCommand.this::say);
      ProgressBar shown = bar;
      if (shown != null) {
        shown.step();
      }
    }

    private Optional<String> tell(LogFileOutcome outcome) {
      String location = input.store().location(outcome.sourceKey());
      if (outcome instanceof LogFileOutcome.Landed file) {
        return file.transferred()
            .quarantined()
            .map(bad -> "DAMAGED %s: %s".formatted(location, damage(bad)));
      }
      if (outcome instanceof LogFileOutcome.Failed failure) {
        return Optional.of("FAILED %s: %s".formatted(location, failure.cause().getMessage()));
      }
      return listIgnored && outcome instanceof LogFileOutcome.Ignored left
          ? Optional.of("IGNORED %s: %s.".formatted(location, left.reason()))
          : Optional.empty();
    }

    private String damage(Quarantined bad) {
      return "%s %d bad stretches of %d bytes %s"
          .formatted(
              bad.problem(),
              bad.stretches(),
              bad.bytes(),
              Target.isStandardOutput(target)
                  ? "are left out: split into a folder or a bucket to keep them."
                  : "are in " + bad.key());
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
