package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;

/**
 * A file that was verified.
 *
 * @param type what kind of file it is
 * @param bucket the bucket that it is in
 * @param key its key
 * @param verdict what was found out about it
 */
public record CheckedFile(Type type, String bucket, String key, Verdict verdict)
    implements JsonRecord {

  /** The kinds of file that are verified. */
  public enum Type {
    /** A digest file. */
    DIGEST,
    /** A log file. */
    LOG_FILE
  }

  /**
   * Whether the file is what CloudTrail delivered.
   *
   * @return true for {@link Verdict.Valid}
   */
  public boolean isValid() {
    return verdict instanceof Verdict.Valid;
  }

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("Type", type.name());
    json.writeStringField("Bucket", bucket);
    json.writeStringField("Key", key);
    json.writeStringField("Verdict", verdict.code());
    json.writeStringField("Explanation", verdict.explanation());
    json.writeEndObject();
  }

  /** A sentence for people. */
  @Override
  public String toString() {
    return "%s s3://%s/%s %s"
        .formatted(type == Type.DIGEST ? "Digest" : "Log file", bucket, key, verdict.explanation());
  }
}
