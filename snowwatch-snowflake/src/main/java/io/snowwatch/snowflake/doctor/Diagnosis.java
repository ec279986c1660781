package io.snowwatch.snowflake.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * Everything that was found.
 *
 * @param findings at least one for each hop, in the order of the way that data takes
 */
public record Diagnosis(List<Finding> findings) {

  /** Copies the findings. */
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /**
   * The worst of it.
   *
   * @return {@link Severity#OK} only if every hop that was not left out was seen and is as it
   *     should be
   */
  public Severity worst() {
    return findings.stream()
        .map(finding -> finding.kind().severity())
        .filter(severity -> severity != Severity.LEFT_OUT)
        .max(Comparator.naturalOrder())
        .orElse(Severity.LEFT_OUT);
  }

  /**
   * The findings of a severity.
   *
   * @param severity the severity
   * @return the findings in order
   */
  public List<Finding> findings(Severity severity) {
    return findings.stream().filter(finding -> finding.kind().severity() == severity).toList();
  }
}
