package io.snowwatch.harvest;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * Which jobs a harvest consists of, and in which order they are started and reported.
 *
 * <p>The longest come first, for what is started last ends last: a call of an account's Regions,
 * which all regional scopes wait for; what covers a whole account; and of the regional sources
 * those that make the most kinds of calls.
 */
final class HarvestPlan {

  private static final Comparator<InventorySource> LONGEST_FIRST =
      Comparator.comparing((InventorySource source) -> source.declaration().actions().size())
          .reversed();

  private final Harvest harvest;
  private final RunContext run;
  private final Jobs jobs;
  private final AtomicInteger scopes = new AtomicInteger();

  HarvestPlan(Harvest harvest, RunContext run, Jobs jobs) {
    this.harvest = harvest;
    this.run = run;
    this.jobs = jobs;
  }

  /**
   * Starts every job; regional ones follow as the Regions are known, behind all that is started
   * here.
   */
  synchronized void start() {
    List<InventorySource> regional = withCoverage(Coverage.REGIONAL);
    if (!regional.isEmpty()) {
      harvest.accounts().forEach(account -> jobs.start(regionSearch(account, regional)));
    }
    List<InventorySource> global = withCoverage(Coverage.GLOBAL);
    startScopes(
        global.stream()
            .flatMap(
                source ->
                    harvest.accounts().stream().flatMap(account -> parts(source, account::global)))
            .toList());
  }

  private RegionSearch regionSearch(AwsAccount account, List<InventorySource> regional) {
    return new RegionSearch(
        account,
        harvest.regions(),
        found ->
            startScopes(
                regional.stream()
                    .flatMap(source -> found.stream().flatMap(r -> parts(source, account, r)))
                    .toList()),
        finding -> {
          List<HarvestRun> rows =
              rows(regional, account.accountId(), finding.regionName(), finding.outcome());
          rows.forEach(run.listener()::finished);
          return rows;
        });
  }

  private Stream<ScopeHarvest> parts(InventorySource source, AwsAccount account, Region region) {
    return parts(source, () -> account.region(region));
  }

  /** Each part has a scope of its own, which counts its pages. */
  private Stream<ScopeHarvest> parts(
      InventorySource source, java.util.function.Supplier<AwsScope> scope) {
    return source.parts().stream()
        .map(part -> new ScopeHarvest(source.declaration(), part, scope.get(), run));
  }

  private synchronized void startScopes(List<ScopeHarvest> found) {
    run.listener().planned(scopes.addAndGet(found.size()));
    found.forEach(jobs::start);
  }

  /** What is reported of the accounts that were out of reach before the run began. */
  List<HarvestRun> unreachableRows() {
    List<HarvestRun> rows = new ArrayList<>();
    for (UnreachableAccount account : harvest.unreachable()) {
      Outcome failed = new Outcome.Failed(account.failure());
      rows.addAll(
          rows(withCoverage(Coverage.REGIONAL), account.account(), Optional.empty(), failed));
      rows.addAll(
          rows(
              withCoverage(Coverage.GLOBAL),
              account.account(),
              Optional.of(AwsScope.GLOBAL),
              failed));
    }
    rows.forEach(run.listener()::finished);
    return rows;
  }

  private List<HarvestRun> rows(
      List<InventorySource> sources, String account, Optional<String> region, Outcome outcome) {
    List<HarvestRun> rows = new ArrayList<>();
    for (InventorySource source : sources) {
      Source declaration = source.declaration();
      for (Dataset dataset : declaration.datasets()) {
        rows.add(
            run.rows().row(new RunRows.Subject(declaration, dataset, account, region), outcome));
      }
    }
    return rows;
  }

  private List<InventorySource> withCoverage(Coverage coverage) {
    return harvest.sources().stream()
        .filter(source -> source.declaration().coverage() == coverage)
        .sorted(LONGEST_FIRST)
        .toList();
  }

  /** The accounts of a run, in the order in which they are reported. */
  List<String> accounts() {
    return Stream.concat(
            harvest.accounts().stream().map(AwsAccount::accountId),
            harvest.unreachable().stream().map(UnreachableAccount::account))
        .distinct()
        .toList();
  }

  /** By account, Region, source and dataset, whatever ended first. */
  Comparator<HarvestRun> order() {
    Map<String, Integer> account = positions(accounts(), Function.identity());
    Map<Dataset, Integer> dataset =
        positions(
            harvest.sources().stream()
                .flatMap(source -> source.declaration().datasets().stream())
                .distinct()
                .toList(),
            Function.identity());
    return Comparator.comparing((HarvestRun each) -> account.getOrDefault(each.accountId(), 0))
        .thenComparing(each -> each.regionName().orElse(""))
        .thenComparing(each -> dataset.getOrDefault(each.dataset(), 0));
  }

  private static <T, K> Map<K, Integer> positions(List<T> list, Function<T, K> key) {
    return IntStream.range(0, list.size())
        .boxed()
        .collect(Collectors.toMap(i -> key.apply(list.get(i)), i -> i));
  }
}
