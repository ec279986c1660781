package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.snowwatch.catalog.ValueStyle;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.immutables.value.Value;

/**
 * Which events are wanted. Every criterion that is set must hold; an event that lacks the field of
 * a criterion is not wanted.
 *
 * <p>A filter reads an event's bytes from the front and stops at the first criterion that fails, or
 * when all hold: an event that is not wanted costs little and is never parsed.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class EventFilter {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

  private static final EventFilter ALL = builder().build();

  EventFilter() {}

  /**
   * Starts without a criterion.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The filter that wants every event.
   *
   * @return a filter without a criterion
   */
  public static EventFilter all() {
    return ALL;
  }

  /**
   * The wanted actions.
   *
   * @return values of {@code eventName}, such as {@code RunInstances}; empty for all
   */
  public abstract Set<String> eventNames();

  /**
   * The wanted services.
   *
   * @return values of {@code eventSource}, such as {@code ec2.amazonaws.com}; empty for all
   */
  public abstract Set<String> eventSources();

  /**
   * The wanted Regions.
   *
   * @return values of {@code awsRegion}; empty for all
   */
  public abstract Set<String> regions();

  /**
   * The wanted receiving accounts.
   *
   * @return values of {@code recipientAccountId}; empty for all
   */
  public abstract Set<String> accountIds();

  /**
   * Whether events that only read are wanted, or those that change something.
   *
   * @return the value of {@code readOnly}; empty for both
   */
  public abstract Optional<Boolean> readOnly();

  /**
   * The beginning of the wanted time.
   *
   * @return the earliest {@code eventTime}, inclusive; empty for no beginning
   */
  public abstract Optional<Instant> since();

  /**
   * The end of the wanted time.
   *
   * @return the latest {@code eventTime}, exclusive; empty for no end
   */
  public abstract Optional<Instant> until();

  @Value.Check
  void check() {
    if (since().isPresent() && until().isPresent() && !since().get().isBefore(until().get())) {
      throw new IllegalArgumentException(
          "No time lies between %s and %s: the first must be earlier."
              .formatted(since().get(), until().get()));
    }
  }

  /**
   * Tells whether an event is wanted.
   *
   * @param json the event; only what is needed of it is read
   * @throws IOException if what is read is no JSON
   */
  boolean accepts(byte[] json, int length) throws IOException {
    int open = criteria();
    if (open == 0) {
      return true;
    }
    try (JsonParser parser = FACTORY.createParser(json, 0, length)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (isCriterion(name)) {
          if (!holds(name, parser.getValueAsString(""))) {
            return false;
          }
          if (--open == 0) {
            return true;
          }
        }
        parser.skipChildren();
      }
      return false;
    }
  }

  private int criteria() {
    return count(!eventNames().isEmpty())
        + count(!eventSources().isEmpty())
        + count(!regions().isEmpty())
        + count(!accountIds().isEmpty())
        + count(readOnly().isPresent())
        + count(isTimeRange());
  }

  private static int count(boolean set) {
    return set ? 1 : 0;
  }

  private boolean isTimeRange() {
    return since().isPresent() || until().isPresent();
  }

  private boolean isCriterion(String field) {
    return switch (field) {
      case "eventName" -> !eventNames().isEmpty();
      case "eventSource" -> !eventSources().isEmpty();
      case "awsRegion" -> !regions().isEmpty();
      case "recipientAccountId" -> !accountIds().isEmpty();
      case "readOnly" -> readOnly().isPresent();
      case "eventTime" -> isTimeRange();
      default -> false;
    };
  }

  private boolean holds(String field, String value) {
    return switch (field) {
      case "eventName" -> eventNames().contains(value);
      case "eventSource" -> eventSources().contains(value);
      case "awsRegion" -> regions().contains(value);
      case "recipientAccountId" -> accountIds().contains(value);
      case "readOnly" -> EventFields.toBoolean(value).equals(readOnly());
      default -> EventFields.toTime(value).filter(this::isInTime).isPresent();
    };
  }

  private boolean isInTime(Instant time) {
    return since().filter(time::isBefore).isEmpty()
        && until().filter(end -> !time.isBefore(end)).isEmpty();
  }

  /** Builds {@link EventFilter}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableEventFilter.Builder {
    Builder() {}
  }
}
