package io.snowwatch.catalog;

/** The type of a column's value, independent of any database. */
public enum LogicalType {
  /** Unicode text of any length. */
  STRING,
  /** A whole number. */
  INTEGER,
  /** True or false. */
  BOOLEAN,
  /** An instant with its offset from UTC. */
  TIMESTAMP,
  /** A semi-structured document: an object, an array or a scalar. */
  VARIANT
}
