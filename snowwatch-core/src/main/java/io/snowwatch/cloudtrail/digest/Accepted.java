package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.util.List;

/**
 * What is not proven and was accepted by name.
 *
 * @param name what was accepted, such as {@code account 111122223333}
 * @param logFiles how many log files no digest file names
 * @param gaps the hours without digest files; no more than {@link VerificationReport#MAX_FAULTS}
 */
public record Accepted(String name, long logFiles, List<Gap> gaps) implements JsonRecord {

  /** Copies the list. */
  public Accepted {
    gaps = List.copyOf(gaps);
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("Type", "ACCEPTED");
    json.writeStringField("Name", name);
    json.writeNumberField("LogFiles", logFiles);
    json.writeArrayFieldStart("Gaps");
    for (Gap gap : gaps) {
      gap.writeTo(json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A sentence for people. */
  @Override
  public String toString() {
    return "Accepted, %s: %d log files that no digest file names, %d gaps"
        .formatted(name, logFiles, gaps.size());
  }
}
