package io.snowwatch.storage;

/** What became of an object that was committed. */
public enum Publication {
  /** The object is there as it was written. */
  PUBLISHED,
  /** An object was there under the key already and stays; what was written is dropped. */
  ALREADY_THERE
}
