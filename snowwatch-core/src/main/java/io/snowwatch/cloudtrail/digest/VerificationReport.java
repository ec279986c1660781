package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.util.List;

/**
 * What a verification found.
 *
 * @param digests the digest files, missing ones included
 * @param logFiles the log files, missing ones included, those that were accepted not
 * @param faults the files that are not valid; no more than {@value #MAX_FAULTS}, while the listener
 *     was told all
 * @param gaps the times without digest files, those that were accepted not
 * @param notCovered the log files that nothing was asked about
 * @param accepted for each name that was accepted, what that was needed for
 */
public record VerificationReport(
    Tally digests,
    Tally logFiles,
    List<CheckedFile> faults,
    List<Gap> gaps,
    NotCovered notCovered,
    List<Accepted> accepted)
    implements JsonRecord {

  /**
   * How many files there are.
   *
   * @param all all of them, 0 or more
   * @param valid those that are what CloudTrail delivered
   */
  public record Tally(long all, long valid) {

    /**
     * Whether no file is at fault.
     *
     * @return true if all are valid
     */
    public boolean isAllValid() {
      return all == valid;
    }
  }

  /**
   * Log files that no digest file names and that could not be judged.
   *
   * @param older those that are older than the first digest file of their account's Region, where
   *     the time to verify has no beginning. Nothing proves them
   * @param recent those of the last two hours, whose digest file may be still to come
   */
  public record NotCovered(long older, long recent) {}

  /** How many faults a report holds. */
  public static final int MAX_FAULTS = 10_000;

  /** Copies the lists. */
  public VerificationReport {
    faults = List.copyOf(faults);
    gaps = List.copyOf(gaps);
    accepted = List.copyOf(accepted);
  }

  /**
   * Whether everything is proven that was not accepted: at least one digest file, every file valid,
   * no gap, no log file older than what the digest files cover.
   *
   * @return true if nothing is to be explained
   */
  public boolean isAllValid() {
    return digests.all() > 0
        && digests.isAllValid()
        && logFiles.isAllValid()
        && gaps.isEmpty()
        && notCovered.older() == 0;
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("Type", "SUMMARY");
    json.writeNumberField("Digests", digests.all());
    json.writeNumberField("ValidDigests", digests.valid());
    json.writeNumberField("LogFiles", logFiles.all());
    json.writeNumberField("ValidLogFiles", logFiles.valid());
    json.writeNumberField("Gaps", gaps.size());
    json.writeNumberField("OlderLogFiles", notCovered.older());
    json.writeNumberField("RecentLogFiles", notCovered.recent());
    json.writeBooleanField("AllValid", isAllValid());
    json.writeEndObject();
  }
}
