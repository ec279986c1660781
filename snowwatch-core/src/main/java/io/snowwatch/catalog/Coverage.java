package io.snowwatch.catalog;

/** Over what part of an AWS account one execution of a source's API calls reaches. */
public enum Coverage {
  /** The service has an endpoint per Region; each Region is collected and reported by itself. */
  REGIONAL,
  /** The service has one endpoint for the whole account, as IAM has. */
  GLOBAL
}
