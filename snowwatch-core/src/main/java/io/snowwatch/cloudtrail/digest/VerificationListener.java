package io.snowwatch.cloudtrail.digest;

/** Who is told what a verification finds, as it finds it. It is called by one thread at a time. */
public interface VerificationListener {

  /** Nobody. */
  VerificationListener NONE = new VerificationListener() {};

  /**
   * A file was verified.
   *
   * @param file the file and the verdict
   */
  default void onFile(CheckedFile file) {}

  /**
   * A gap was found.
   *
   * @param gap the gap
   */
  default void onGap(Gap gap) {}
}
