package io.snowwatch.harvest;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.Failure;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.aws.RegionSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Region;

/** Finds the Regions of an account that are to be looked at, anew in every run. */
final class RegionSearch extends Job {

  private final AwsAccount account;
  private final RegionFilter filter;
  private final Consumer<List<Region>> found;
  private final Function<Finding, List<HarvestRun>> rowsOf;
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile List<HarvestRun> rowsOfFindings = List.of();
  private volatile @Nullable GivingUp givenUp;

  /** What is reported of Regions that nobody looks at. */
  record Finding(Optional<String> regionName, Outcome outcome) {}

  /**
   * @param found takes the Regions to look at
   * @param rowsOf makes the rows of every dataset for a finding
   */
  RegionSearch(
      AwsAccount account,
      RegionFilter filter,
      Consumer<List<Region>> found,
      Function<Finding, List<HarvestRun>> rowsOf) {
    this.account = account;
    this.filter = filter;
    this.found = found;
    this.rowsOf = rowsOf;
  }

  @Override
  void work() {
    RegionSelection selection;
    try {
      selection = account.select(filter);
    } catch (RuntimeException | Error e) {
      GivingUp why = givenUp;
      failed(why == null ? Failure.of(e) : why.failure());
      return;
    }
    List<Finding> findings = new ArrayList<>();
    selection
        .unlisted()
        .ifPresent(
            e -> findings.add(new Finding(Optional.empty(), new Outcome.Failed(Failure.of(e)))));
    selection
        .regions()
        .forEach(
            (region, skip) ->
                skip.ifPresent(
                    reason ->
                        findings.add(
                            new Finding(
                                Optional.of(region.regionName()), new Outcome.Skipped(reason)))));
    rowsOfFindings = findings.stream().flatMap(finding -> rowsOf.apply(finding).stream()).toList();
    if (decided.compareAndSet(false, true)) {
      found.accept(
          selection.regions().entrySet().stream()
              .filter(entry -> entry.getValue().isEmpty())
              .map(Map.Entry::getKey)
              .toList());
      complete(rowsOfFindings);
    }
  }

  @Override
  void giveUp(GivingUp why) {
    givenUp = why;
    if (endUnbegun()) {
      failed(why.failure());
    } else {
      interrupt();
    }
  }

  @Override
  void abandon(GivingUp why) {
    failed(why.failure());
    // Where the Regions were found after all, their scopes report.
    complete(rowsOfFindings);
    interrupt();
  }

  private void failed(Failure failure) {
    if (decided.compareAndSet(false, true)) {
      complete(rowsOf.apply(new Finding(Optional.empty(), new Outcome.Failed(failure))));
    }
  }
}
