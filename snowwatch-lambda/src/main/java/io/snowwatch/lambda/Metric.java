package io.snowwatch.lambda;

/**
 * What the functions' lines of the log count and CloudWatch makes metrics of, by their functions
 * and stages.
 */
public enum Metric {
  /** Bytes of the objects that were written, as they are stored. */
  BYTES("bytes", "Bytes"),
  /** Log files of which a part is no event. */
  DAMAGED("damaged", "Count"),
  /** How long an invocation took. */
  DURATION("durationMillis", "Milliseconds"),
  /** Parts or log files that failed. */
  FAILED("failed", "Count"),
  /** Log files that landed. */
  FILES("files", "Count"),
  /** Parts that landed with records that lack a member. */
  INCOMPLETE("incomplete", "Count"),
  /** Records or events that landed. */
  RECORDS("records", "Count"),
  /** 1 for an invocation in which everything was done, else 0. */
  SUCCESS("success", "Count");

  /** The namespace of them all. */
  public static final String NAMESPACE = "SnowWatch";

  /** The dimension with the function's name, as the source declares it. */
  public static final String FUNCTION = "Function";

  /** The dimension with the stage that was deployed. */
  public static final String STAGE = "Stage";

  private final String member;
  private final String unit;

  Metric(String member, String unit) {
    this.member = member;
    this.unit = unit;
  }

  /**
   * The metric's name, which is that of the line's member too.
   *
   * @return the name
   */
  public String member() {
    return member;
  }

  String unit() {
    return unit;
  }
}
