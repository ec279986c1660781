package io.snowwatch.cloudtrail.event;

/** What the value of a documented field is. */
enum FieldKind {
  /** A string. */
  TEXT,
  /** A string that counts only if the documented field before this one has none. */
  TEXT_INSTEAD,
  /** A string, or a number or boolean as it stands. */
  WORD,
  /** A boolean, as such or as a string. */
  FLAG,
  /** A time in one of many forms. */
  TIME,
  /** Anything. */
  JSON,
  /** An object with documented fields. */
  OBJECT,
  /** An array of objects with documented fields. */
  OBJECTS
}
