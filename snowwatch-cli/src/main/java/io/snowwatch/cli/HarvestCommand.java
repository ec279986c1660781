package io.snowwatch.cli;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.Failure;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.harvest.Cancellation;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestListener;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.harvest.UnreachableAccount;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snowwatch harvest}. */
@Command(
    name = "harvest",
    description = {
      "Collects the inventory of AWS accounts.",
      "Every Region is collected by itself: one that fails is reported, and all others still land."
    },
    footer = {
      "  snowwatch harvest --to ./harvest",
      "      everything in every Region of the default account, into a folder",
      "  snowwatch harvest --source ec2_instances --region 'eu-*' --to - | jq .InstanceId",
      "      instances in Europe, one JSON object per line",
      "  snowwatch harvest --region '!me-*' --region '!af-*' --to ./harvest",
      "      every Region but those in the Middle East and in Africa",
      "  snowwatch harvest --to s3://inventory --output json | jq '.Runs[] | select(.Outcome ==",
      "      \"FAILED\")'",
      "      what failed, as rows of harvest_monitoring/",
      "  snowwatch harvest --profile dev,prod",
      "      two accounts, each into its own bucket snowwatch-<account id>"
    })
final class HarvestCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private AwsOptions.Several aws = new AwsOptions.Several();

  @Option(
      names = {"-s", "--source"},
      paramLabel = "SOURCE",
      split = ",",
      completionCandidates = SourceNames.class,
      description = "What to collect: ${COMPLETION-CANDIDATES}. Default: all of them.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = {"-r", "--region"},
      paramLabel = "REGION",
      split = ",",
      description =
          "A Region, or several by a wildcard such as eu-*; !me-* leaves Regions out. Default:"
              + " every Region that is enabled.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = {"-t", "--to"},
      paramLabel = "TARGET",
      description =
          "Where the records go: s3://bucket/prefix, a folder, or - for standard output. Default:"
              + " s3://snowwatch-<account id>/. A bucket must exist, which is checked first where"
              + " s3:ListBucket is allowed.")
  private @Nullable String target;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "How many Regions and sources are collected at once, 1 to 64. Default: 64, or what a"
              + " small heap bears.")
  private int concurrency = Harvest.defaultConcurrency();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, and of the summary only what failed.")
  private boolean quiet;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description =
          "How the summary is printed: ${COMPLETION-CANDIDATES}. TEXT goes to standard error; JSON,"
              + " an object per account on a line, to standard output, unless records go there."
              + " Default: ${DEFAULT-VALUE}.")
  private OutputFormat output = OutputFormat.TEXT;

  @Mixin private Plugins plugins = new Plugins();

  HarvestCommand(Console console) {
    this.console = console;
  }

  /** The names that --source takes. */
  static final class SourceNames implements Iterable<String> {

    SourceNames() {}

    @Override
    public java.util.Iterator<String> iterator() {
      return Sources.inventory().stream().map(s -> s.declaration().name()).iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    List<InventorySource> selected =
        sources.isEmpty()
            ? plugins.sources().inventory()
            : sources.stream().distinct().map(plugins.sources()::inventory).toList();
    RegionFilter filter = regions.isEmpty() ? RegionFilter.all() : new RegionFilter(regions);
    if (target != null) {
      Target.check(target);
    }
    try (AwsOptions.Reached reached = aws.reach(console)) {
      for (AwsAccount account : reached.accounts()) {
        Target.check(targetOf(account), account);
      }
      Cancellation cancellation = new Cancellation();
      // Nobody reads what would still be collected.
      console.out().onFailure(cancellation::cancel);
      Interruption.Work work = console.interruption().work(cancellation::cancel);
      try (OutputStream out = new BufferedOutputStream(console.out())) {
        return harvest(reached, selected, filter, out, cancellation);
      } finally {
        work.close();
      }
    }
  }

  private int harvest(
      AwsOptions.Reached reached,
      List<InventorySource> selected,
      RegionFilter filter,
      OutputStream out,
      Cancellation cancellation)
      throws IOException {
    boolean complete = reached.unreachable().isEmpty();
    for (Part part : parts(reached)) {
      HarvestReport report = harvest(part, selected, filter, out, cancellation);
      out.flush();
      print(new Summary(part.name(), part.target(), report));
      complete &= report.isComplete();
    }
    if (reached.accounts().isEmpty()) {
      throw reached.unreachable().get(0).failure();
    }
    return complete ? ExitStatus.OK : ExitStatus.PART_FAILED;
  }

  private String targetOf(AwsAccount account) {
    return target == null ? "s3://snowwatch-" + account.accountId() : target;
  }

  /**
   * What is harvested by itself.
   *
   * @param accounts the account, if it can be asked
   * @param unreachable those that cannot
   * @param target where its records go
   * @param writer whose credentials write them into a bucket
   */
  private record Part(
      List<AwsAccount> accounts,
      List<UnreachableAccount> unreachable,
      String target,
      Optional<AwsAccount> writer) {

    String name() {
      return Stream.concat(
              accounts.stream().map(AwsAccount::accountId),
              unreachable.stream().map(UnreachableAccount::account))
          .collect(Collectors.joining(","));
    }
  }

  private List<Part> parts(AwsOptions.Reached reached) {
    List<Part> parts = new ArrayList<>();
    for (AwsAccount account : reached.accounts()) {
      parts.add(new Part(List.of(account), List.of(), targetOf(account), Optional.of(account)));
    }
    // Nobody knows the buckets of accounts that nobody reaches.
    @Nullable String named = target;
    if (named != null
        && !Target.isStandardOutput(named)
        && !(reached.accounts().isEmpty() && Target.isS3(named))
        && !reached.unreachable().isEmpty()) {
      parts.add(
          new Part(
              List.of(),
              reached.unreachable().stream()
                  .map(u -> new UnreachableAccount(u.account(), Failure.of(u.failure())))
                  .toList(),
              named,
              reached.accounts().stream().findFirst()));
    }
    return parts;
  }

  private HarvestReport harvest(
      Part part,
      List<InventorySource> selected,
      RegionFilter filter,
      OutputStream out,
      Cancellation cancellation) {
    try (Progress progress = new Progress(part.name())) {
      return Harvest.builder()
          .addAllAccounts(part.accounts())
          .addAllUnreachable(part.unreachable())
          .sources(selected)
          .regions(filter)
          .concurrency(concurrency)
          .sink(sink(part, out))
          .listener(progress)
          .build()
          .run(cancellation);
    }
  }

  private SnapshotSink sink(Part part, OutputStream out) {
    if (Target.isStandardOutput(target)) {
      return SnapshotSink.lines(out);
    }
    return SnapshotSink.of(
        Target.store(part.target(), part.writer()),
        BucketLayout.fromEnvironment(plugins.sources().catalog(), console.environment()));
  }

  private void print(Summary summary) throws IOException {
    if (console.out().failure().isPresent()) {
      return;
    }
    if (output == OutputFormat.JSON) {
      if (Target.isStandardOutput(target)) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        summary.printJson(line);
        console.err().print(line.toString(StandardCharsets.UTF_8));
        console.err().flush();
      } else {
        summary.printJson(console.out());
      }
      return;
    }
    if (!quiet) {
      summary.printTable(console.err());
    }
    summary.printProblems(console.err());
  }

  /** A bar on a terminal, nothing elsewhere. */
  private final class Progress implements HarvestListener, AutoCloseable {

    private final @Nullable ProgressBar bar;
    private final java.util.concurrent.atomic.AtomicLong records =
        new java.util.concurrent.atomic.AtomicLong();

    Progress(String accounts) {
      bar = Bars.create(console, quiet, "account " + accounts);
    }

    @Override
    public void planned(int scopes) {
      if (bar != null) {
        bar.maxHint(scopes);
      }
    }

    @Override
    public void recordTaken() {
      long count = records.incrementAndGet();
      if (bar != null) {
        bar.setExtraMessage(" " + count + " records");
      }
    }

    @Override
    public void scopeFinished() {
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
