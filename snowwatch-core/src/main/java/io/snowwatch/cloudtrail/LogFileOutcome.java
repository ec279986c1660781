package io.snowwatch.cloudtrail;

/** What became of an object below CloudTrail's directory. */
public sealed interface LogFileOutcome {

  /**
   * The object's key.
   *
   * @return the key below CloudTrail's directory, with it
   */
  String sourceKey();

  /**
   * A log file whose events are there.
   *
   * @param transferred the object with its events
   */
  record Landed(LogFileTransfer.Transferred transferred) implements LogFileOutcome {
    @Override
    public String sourceKey() {
      return transferred.sourceKey();
    }
  }

  /**
   * A log file that was not opened, for the object with its events is there.
   *
   * @param sourceKey the log file
   * @param key the object with its events
   */
  record AlreadyThere(String sourceKey, String key) implements LogFileOutcome {}

  /**
   * An object that is no log file with events.
   *
   * @param sourceKey the object
   * @param reason why it was not taken, as the end of a sentence
   */
  record Ignored(String sourceKey, String reason) implements LogFileOutcome {}

  /**
   * A log file that could not be read or written.
   *
   * @param sourceKey the log file
   * @param cause why
   */
  record Failed(String sourceKey, RuntimeException cause) implements LogFileOutcome {}
}
