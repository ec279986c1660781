package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.util.List;

/**
 * What a verification found.
 *
 * @param digests the digest files, missing ones included
 * @param logFiles the log files, missing ones included
 * @param faults the files that are not valid; no more than {@value #MAX_FAULTS}, while the listener
 *     was told all
 * @param gaps the times without digest files
 */
public record VerificationReport(
    Tally digests, Tally logFiles, List<CheckedFile> faults, List<Gap> gaps) implements JsonRecord {

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

  /** How many faults a report holds. */
  public static final int MAX_FAULTS = 10_000;

  /** Copies the lists. */
  public VerificationReport {
    faults = List.copyOf(faults);
    gaps = List.copyOf(gaps);
  }

  /**
   * Whether everything is proven: at least one digest file, every file valid, no gap.
   *
   * @return true if nothing is to be explained
   */
  public boolean isAllValid() {
    return digests.all() > 0 && digests.isAllValid() && logFiles.isAllValid() && gaps.isEmpty();
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
    json.writeBooleanField("AllValid", isAllValid());
    json.writeEndObject();
  }
}
