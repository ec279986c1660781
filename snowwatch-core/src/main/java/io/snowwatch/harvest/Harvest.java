package io.snowwatch.harvest;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.ValueStyle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * One run: sources over accounts and Regions, into a sink.
 *
 * <p>Every combination of source, account and Region is collected by itself, several at once. A
 * combination that fails leaves nothing in the sink and does not disturb the others; what was done
 * about each is reported, and written to the sink as a record of {@link HarvestRuns}. Regions are
 * asked for anew in every run.
 *
 * <p>A harvest may be run several times, each with an id of its own. Safe for use by several
 * threads.
 */
@Value.Immutable
@ValueStyle
public abstract class Harvest {

  /**
   * How many further calls a scope makes at once, such as those for the MFA devices of users. IAM
   * throttles an account and Elastic Load Balancing a Region, each by itself, so the bound is one
   * of the scope. Sixteen of a tenth of a second each use up a burst and then wait as the retries
   * say.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html">
   *     Quotas for your Application Load Balancers</a>
   */
  static final int DETAIL_CALLS = 16;

  private static final int MAX_CONCURRENCY = 64;
  private static final long HEAP_BYTES_PER_SCOPE = 16L * 1024 * 1024;
  private static final Duration REST = Duration.ofSeconds(10);

  Harvest() {}

  /**
   * Starts with no account, source or sink.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The accounts to look at; closed by their owner.
   *
   * @return at least one, unless all are {@link #unreachable()}
   */
  public abstract List<AwsAccount> accounts();

  /**
   * The accounts that were to be looked at and cannot be: they are reported and recorded as failed.
   *
   * @return none unless set otherwise
   */
  public abstract List<UnreachableAccount> unreachable();

  /**
   * What to collect.
   *
   * @return at least one source
   */
  public abstract List<InventorySource> sources();

  /**
   * Where the records go.
   *
   * @return the sink
   */
  public abstract SnapshotSink sink();

  /**
   * Which Regions regional sources look at.
   *
   * @return every enabled Region unless set otherwise
   */
  @Value.Default
  public RegionFilter regions() {
    return RegionFilter.all();
  }

  /**
   * How many scopes are collected at once: combinations of source, account and Region.
   *
   * <p>It has no bearing on the memory of uploads, of which only so many grow large at a time.
   *
   * @return 1 to 64, {@link #defaultConcurrency()} unless set otherwise
   */
  @Value.Default
  public int concurrency() {
    return defaultConcurrency();
  }

  /**
   * The concurrency of harvests that set none.
   *
   * @return 64, or less where the heap is small: one for each 16 MiB, in which a page of each scope
   *     finds room
   */
  public static int defaultConcurrency() {
    return (int)
        Math.max(
            1, Math.min(MAX_CONCURRENCY, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_SCOPE));
  }

  /**
   * When to give up what is not done, so that the rest can be reported in time.
   *
   * <p>What is listed by then and only lacks further calls lands without them; what is being
   * published gets the time to become a fact; everything else is aborted, and reported and recorded
   * as failed with the code {@code DeadlineExceeded}.
   *
   * @return the time, or empty to take as long as it takes
   */
  public abstract Optional<Instant> deadline();

  /**
   * How long after the deadline, or a cancellation, {@link #run} returns at the latest: the time
   * for aborting, for publishing what is complete and for the run's own records, which everything
   * unfinished shares. What hangs even then is left to itself and reported as failed.
   *
   * @return 10 seconds unless set otherwise
   */
  @Value.Default
  public Duration rest() {
    return REST;
  }

  /**
   * Who is told how the harvest goes on.
   *
   * @return nobody unless set otherwise
   */
  @Value.Default
  public HarvestListener listener() {
    return HarvestListener.NONE;
  }

  /**
   * Tells the time of snapshots and reports.
   *
   * @return the system's clock unless set otherwise
   */
  @Value.Default
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Value.Check
  void check() {
    List<String> problems = new ArrayList<>();
    if (accounts().isEmpty() && unreachable().isEmpty()) {
      problems.add("A harvest without an account collects nothing: add one.");
    }
    if (sources().isEmpty()) {
      problems.add("A harvest without a source collects nothing: add one.");
    }
    if (concurrency() < 1 || concurrency() > MAX_CONCURRENCY) {
      problems.add("Concurrency " + concurrency() + " is out of range: use 1 to 64.");
    }
    if (rest().isNegative()) {
      problems.add("A rest of " + rest() + " is over before it begins: use zero or more.");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Runs the harvest and waits for its end.
   *
   * @return what was done, part by part; {@link HarvestReport#orThrow()} turns a failed part into
   *     an exception
   */
  public HarvestReport run() {
    return run(new Cancellation());
  }

  /**
   * Runs the harvest and waits for its end, or until somebody wants it to end.
   *
   * <p>After a cancellation, and likewise when the thread that called this is interrupted, no
   * further call is made, uploads that are under way are aborted and unfinished files removed, and
   * what was not done is reported and recorded as failed with the code {@code Cancelled}. What had
   * landed by then stays. All that takes no longer than {@link #rest()}.
   *
   * @param cancellation how to end it early
   * @return what was done, part by part
   */
  public HarvestReport run(Cancellation cancellation) {
    return new HarvestExecution(this, cancellation).run();
  }

  /** Builds a {@link Harvest}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableHarvest.Builder {
    Builder() {}
  }
}
