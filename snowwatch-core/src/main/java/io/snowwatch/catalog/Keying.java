package io.snowwatch.catalog;

/** What the key of an object with a dataset's records is made of. */
public enum Keying {
  /** The snapshot: account, Region, run, part and time. Two runs never share a key. */
  SNAPSHOT,
  /** The object that the records were taken from: a retry makes no second object. */
  SOURCE_OBJECT
}
