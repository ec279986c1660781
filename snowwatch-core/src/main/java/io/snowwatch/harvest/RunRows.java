package io.snowwatch.harvest;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The one place where the entries of a run are made. */
final class RunRows {

  private final String runId;
  private final Clock clock;

  RunRows(String runId, Clock clock) {
    this.runId = runId;
    this.clock = clock;
  }

  /**
   * What an entry is about.
   *
   * @param account an account's id, or the name of one whose id nobody knows
   * @param regionName empty where the Regions could not even be listed
   */
  record Subject(Source source, Dataset dataset, String account, Optional<String> regionName) {}

  /** An entry of something that ends now, after calls that began at a time. */
  HarvestRun row(Subject subject, Outcome outcome, int pageCount, Instant start) {
    return HarvestRun.builder()
        .runId(runId)
        .source(subject.source().name())
        .dataset(subject.dataset())
        .accountId(subject.account())
        .regionName(subject.regionName())
        .outcome(outcome)
        .pageCount(pageCount)
        .startTime(start)
        .endTime(clock.instant())
        .build();
  }

  /** An entry of something that no call was made for. */
  HarvestRun row(Subject subject, Outcome outcome) {
    return row(subject, outcome, 0, clock.instant());
  }
}
