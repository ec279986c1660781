package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * What an Insights event is about.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html">CloudTrail
 *     record contents for Insights events</a>
 */
@Value.Immutable
@ValueStyle
public abstract class InsightDetails {

  static final FieldNames FIELDS =
      FieldNames.of(
          "state", "eventSource", "eventName", "insightType", "errorCode", "insightContext");

  InsightDetails() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whether the unusual activity begins or ends.
   *
   * @return {@code Start} or {@code End}
   */
  public abstract Optional<String> state();

  /**
   * The service whose API shows the unusual activity.
   *
   * @return for example {@code ec2.amazonaws.com}
   */
  public abstract Optional<String> eventSource();

  /**
   * The API.
   *
   * @return for example {@code RunInstances}
   */
  public abstract Optional<String> eventName();

  /**
   * What is unusual.
   *
   * @return {@code ApiCallRateInsight} or {@code ApiErrorRateInsight}
   */
  public abstract Optional<String> insightType();

  /**
   * The error, for an error rate.
   *
   * @return the error code
   */
  public abstract Optional<String> errorCode();

  /**
   * Statistics (baseline, insight, durations in minutes) and attributions.
   *
   * @return an object
   */
  public abstract Optional<JsonNode> insightContext();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static InsightDetails read(EventFields fields) {
    return builder()
        .state(fields.text("state"))
        .eventSource(fields.text("eventSource"))
        .eventName(fields.text("eventName"))
        .insightType(fields.text("insightType"))
        .errorCode(fields.text("errorCode"))
        .insightContext(fields.json("insightContext"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link InsightDetails}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableInsightDetails.Builder {
    Builder() {}
  }
}
