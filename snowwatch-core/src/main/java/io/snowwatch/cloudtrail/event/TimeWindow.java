package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * The time that an aggregated event counts other events of.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html">
 *     Aggregated record contents</a>
 */
@Value.Immutable
@ValueStyle
public abstract class TimeWindow {

  static final FieldNames FIELDS = FieldNames.of("windowStart", "windowEnd", "windowSize");

  TimeWindow() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The beginning.
   *
   * @return the time, inclusive
   */
  public abstract Optional<Instant> windowStart();

  /**
   * The end.
   *
   * @return the time, exclusive
   */
  public abstract Optional<Instant> windowEnd();

  /**
   * The length.
   *
   * @return a duration of ISO 8601 such as {@code PT5M}
   */
  public abstract Optional<String> windowSize();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static TimeWindow read(EventFields fields) {
    return builder()
        .windowStart(fields.time("windowStart"))
        .windowEnd(fields.time("windowEnd"))
        .windowSize(fields.text("windowSize"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link TimeWindow}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableTimeWindow.Builder {
    Builder() {}
  }
}
