package io.snowwatch.harvest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snowwatch.aws.Failure;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.ValueStyle;
import io.snowwatch.json.JsonRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What a run did about one dataset in one account and Region.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class HarvestRun implements JsonRecord {

  HarvestRun() {}

  static Builder builder() {
    return new Builder();
  }

  /**
   * The run.
   *
   * @return its id
   */
  public abstract String runId();

  /**
   * The source.
   *
   * @return its name in the catalog
   */
  public abstract String source();

  /**
   * The dataset.
   *
   * @return the declaration
   */
  public abstract Dataset dataset();

  /**
   * The account.
   *
   * @return 12 digits; of an {@link UnreachableAccount} whose id nobody knows, its name
   */
  public abstract String accountId();

  /**
   * The Region.
   *
   * @return its name or {@code global}; empty where the Regions could not even be listed
   */
  public abstract Optional<String> regionName();

  /**
   * How it went.
   *
   * @return the outcome
   */
  public abstract Outcome outcome();

  /**
   * How many pages the API calls returned, taken together for all datasets of the {@link
   * SourcePart}.
   *
   * @return 0 or more
   */
  public abstract int pageCount();

  /**
   * When the API calls began.
   *
   * @return the time
   */
  public abstract Instant startTime();

  /**
   * When the last object was published, or it was given up.
   *
   * @return the time
   */
  public abstract Instant endTime();

  @Override
  public void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("RunId", runId());
    json.writeStringField("Source", source());
    json.writeStringField("Dataset", dataset().name());
    json.writeStringField("AccountId", accountId());
    if (regionName().isPresent()) {
      json.writeStringField("RegionName", regionName().get());
    }
    if (outcome() instanceof Outcome.Succeeded succeeded) {
      json.writeStringField("Outcome", "SUCCEEDED");
      json.writeNumberField("RecordCount", succeeded.recordCount());
      json.writeNumberField("IncompleteCount", succeeded.incompleteCount());
      json.writeArrayFieldStart("ObjectKeys");
      for (String key : succeeded.objectKeys()) {
        json.writeString(key);
      }
      json.writeEndArray();
      if (succeeded.incompleteness().isPresent()) {
        writeError(json, succeeded.incompleteness().get().firstFailure());
      }
    } else if (outcome() instanceof Outcome.Skipped skipped) {
      json.writeStringField("Outcome", "SKIPPED");
      json.writeStringField("Reason", skipped.reason());
    } else if (outcome() instanceof Outcome.Failed failed) {
      json.writeStringField("Outcome", "FAILED");
      json.writeStringField("Reason", failed.failure().kind().name());
      writeError(json, failed.failure());
    }
    json.writeNumberField("PageCount", pageCount());
    json.writeStringField("StartTime", startTime().toString());
    json.writeStringField("EndTime", endTime().toString());
    json.writeEndObject();
  }

  private static void writeError(JsonGenerator json, Failure failure) throws IOException {
    json.writeStringField("ErrorCode", failure.code());
    json.writeStringField("ErrorMessage", failure.message());
  }

  /** Builds a {@link HarvestRun}. Not safe for use by several threads. */
  static final class Builder extends ImmutableHarvestRun.Builder {
    Builder() {}
  }
}
