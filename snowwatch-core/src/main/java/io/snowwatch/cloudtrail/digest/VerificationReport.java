package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.util.List;

/**
 * What a verification found.
 *
 * @param digests how many digest files there are, missing ones included
 * @param validDigests how many of them are valid
 * @param logFiles how many log files there are, missing ones included
 * @param validLogFiles how many of them are valid
 * @param faults the files that are not valid; no more than {@value #MAX_FAULTS}, while the listener
 *     was told all
 * @param gaps the times without digest files
 */
public record VerificationReport(
    long digests,
    long validDigests,
    long logFiles,
    long validLogFiles,
    List<CheckedFile> faults,
    List<Gap> gaps)
    implements JsonRecord {

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
    return digests > 0 && digests == validDigests && logFiles == validLogFiles && gaps.isEmpty();
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("Type", "SUMMARY");
    json.writeNumberField("Digests", digests);
    json.writeNumberField("ValidDigests", validDigests);
    json.writeNumberField("LogFiles", logFiles);
    json.writeNumberField("ValidLogFiles", validLogFiles);
    json.writeNumberField("Gaps", gaps.size());
    json.writeBooleanField("AllValid", isAllValid());
    json.writeEndObject();
  }
}
