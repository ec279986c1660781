package io.snowwatch.snowflake.doctor;

import io.snowwatch.SnowWatchException;
import io.snowwatch.snowflake.live.SnowflakeStatementException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** What is found, as it is found: what cannot be looked at becomes a finding too. */
final class Findings {

  private final List<Finding> all = new ArrayList<>();

  void add(Finding finding) {
    all.add(finding);
  }

  /** Looks at a part of a hop; a failure of that is a finding and stops nothing else. */
  void look(Hop hop, String what, Supplier<List<Finding>> look) {
    try {
      all.addAll(look.get());
    } catch (SnowflakeStatementException e) {
      add(Finding.unseen(hop, what, e.reason()));
    } catch (SdkException | SnowWatchException e) {
      add(Finding.unseen(hop, what, String.valueOf(e.getMessage())));
    }
  }

  boolean has(Hop hop) {
    return all.stream().anyMatch(finding -> finding.hop() == hop);
  }

  /** In the order of the way that data takes. */
  Diagnosis diagnosis() {
    return new Diagnosis(all.stream().sorted(Comparator.comparing(Finding::hop)).toList());
  }
}
