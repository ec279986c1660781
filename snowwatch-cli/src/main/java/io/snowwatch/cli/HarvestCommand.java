package io.snowwatch.cli;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestListener;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
          "A Region, or several by a wildcard such as eu-*. Default: every Region that is enabled.")
  private List<String> regions = new ArrayList<>();

  @Option(
      names = {"-t", "--to"},
      paramLabel = "TARGET",
      description =
          "Where the records go: s3://bucket/prefix, a folder, or - for standard output. Default:"
              + " s3://snowwatch-<account id>/.")
  private @Nullable String target;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "How many Regions and sources are collected at once, 1 to 64. Default: 64, or what a small"
              + " heap bears.")
  private int concurrency = Harvest.defaultConcurrency();

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress, and of the summary only what failed.")
  private boolean quiet;

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
            ? Sources.inventory()
            : sources.stream().distinct().map(Sources::inventory).toList();
    RegionFilter filter = regions.isEmpty() ? RegionFilter.all() : new RegionFilter(regions);
    if (target != null) {
      Target.check(target);
    }
    boolean failed = false;
    try (AwsOptions.Reached reached = aws.reach(console);
        OutputStream out = new BufferedOutputStream(console.out())) {
      failed = !reached.unreachable().isEmpty();
      if (reached.accounts().isEmpty()) {
        throw reached.unreachable().get(0).failure();
      }
      for (AwsAccount account : reached.accounts()) {
        Target.check(targetOf(account), account);
      }
      for (AwsAccount account : reached.accounts()) {
        HarvestReport report = harvest(account, selected, filter, out);
        new Summary(console).print(account, report, quiet);
        failed |= !report.isComplete();
      }
    }
    return failed ? ExitStatus.PART_FAILED : ExitStatus.OK;
  }

  private String targetOf(AwsAccount account) {
    return target == null ? "s3://snowwatch-" + account.accountId() : target;
  }

  private HarvestReport harvest(
      AwsAccount account, List<InventorySource> selected, RegionFilter filter, OutputStream out) {
    try (Progress progress = new Progress(account)) {
      return Harvest.builder()
          .addAccounts(account)
          .sources(selected)
          .regions(filter)
          .concurrency(concurrency)
          .sink(sink(account, out))
          .listener(progress)
          .build()
          .run();
    }
  }

  private SnapshotSink sink(AwsAccount account, OutputStream out) {
    if (Target.isStandardOutput(target)) {
      return SnapshotSink.lines(out);
    }
    return SnapshotSink.of(
        Target.store(targetOf(account), Optional.of(account)),
        BucketLayout.fromEnvironment(Sources.catalog(), console.environment()));
  }

  /** A bar on a terminal, nothing elsewhere. */
  private final class Progress implements HarvestListener, AutoCloseable {

    private final @Nullable ProgressBar bar;
    private final java.util.concurrent.atomic.AtomicLong records =
        new java.util.concurrent.atomic.AtomicLong();

    Progress(AwsAccount account) {
      bar = Bars.create(console, quiet, "account " + account);
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
