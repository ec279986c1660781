package io.snowwatch.snowflake.doctor;

/** How bad a finding is, the better first. */
public enum Severity {
  /** As it should be. */
  OK("ok"),
  /** Not looked at, as was asked for, or because there is nothing to look at. */
  LEFT_OUT("-"),
  /** Data flows, yet something is not as it should be. */
  WARNING("~"),
  /** It could not be looked at: what is behind may be anything. */
  UNSEEN("?"),
  /** Data stops here, or some of it does. */
  BROKEN("x");

  private final String sign;

  Severity(String sign) {
    this.sign = sign;
  }

  /**
   * The severity at the beginning of a line.
   *
   * @return one or two characters
   */
  public String sign() {
    return sign;
  }
}
