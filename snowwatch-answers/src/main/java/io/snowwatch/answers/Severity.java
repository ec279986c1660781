package io.snowwatch.answers;

/** How bad it is when a check fails, the worst first. */
public enum Severity {
  /** Somebody outside may take over. */
  CRITICAL,
  /** One more mistake, and somebody may. */
  HIGH,
  /** It should be put right. */
  MEDIUM,
  /** It should be known. */
  LOW,
  /** It is said for completeness. */
  INFORMATIONAL
}
