package io.snowwatch.cloudtrail.event;

import io.snowwatch.catalog.ValueStyle;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.immutables.value.Value;

/**
 * Which events are wanted. Every criterion that is set must hold; an event that lacks the field of
 * a criterion is not wanted.
 *
 * <p>A filter looks at the bytes of an event: one that is not wanted costs little, for nothing is
 * made of it. Those that are wanted are the same as if all events were asked for these criteria.
 *
 * <p>Immutable and safe for use by several threads.
 */
@Value.Immutable
@ValueStyle
public abstract class EventFilter {

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

  /** Tells whether an event is wanted. */
  boolean accepts(EventFields event) {
    return holds(eventNames(), event, ReadEvent.EVENT_NAME)
        && holds(eventSources(), event, ReadEvent.EVENT_SOURCE)
        && holds(regions(), event, ReadEvent.AWS_REGION)
        && (accountIds().isEmpty()
            || ReadEvent.accountId(event).filter(accountIds()::contains).isPresent())
        && (readOnly().isEmpty() || event.flag(ReadEvent.READ_ONLY).equals(readOnly()))
        && (!isTimeRange() || ReadEvent.time(event).filter(this::isInTime).isPresent());
  }

  private static boolean holds(Set<String> wanted, EventFields event, int name) {
    return wanted.isEmpty() || event.text(name).filter(wanted::contains).isPresent();
  }

  private boolean isTimeRange() {
    return since().isPresent() || until().isPresent();
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
