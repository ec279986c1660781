package io.snowwatch.snowflake.aws;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;

/**
 * One entry of a bucket's notifications, with whatever of it matters.
 *
 * @param kind what it notifies
 * @param id its name
 * @param arn whom it notifies
 * @param events of what
 * @param prefix what the keys begin with
 * @param suffix what the keys end with
 */
record NotificationEntry(
    Kind kind, String id, String arn, SortedSet<String> events, String prefix, String suffix) {

  static final String CREATED = "s3:ObjectCreated:*";

  /** What can be notified of objects below a prefix. */
  enum Kind {
    QUEUE("queue"),
    TOPIC("topic"),
    FUNCTION("function");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }

    String noun() {
      return noun;
    }
  }

  static NotificationEntry created(Kind kind, String id, String arn, String prefix) {
    return new NotificationEntry(kind, id, arn, new TreeSet<>(List.of(CREATED)), prefix, "");
  }

  static List<NotificationEntry> of(GetBucketNotificationConfigurationResponse configuration) {
    return Stream.of(
            configuration.queueConfigurations().stream()
                .map(q -> of(Kind.QUEUE, q.id(), q.queueArn(), q.eventsAsStrings(), q.filter())),
            configuration.topicConfigurations().stream()
                .map(t -> of(Kind.TOPIC, t.id(), t.topicArn(), t.eventsAsStrings(), t.filter())),
            configuration.lambdaFunctionConfigurations().stream()
                .map(
                    f ->
                        of(
                            Kind.FUNCTION,
                            f.id(),
                            f.lambdaFunctionArn(),
                            f.eventsAsStrings(),
                            f.filter())))
        .flatMap(entries -> entries)
        .toList();
  }

  static NotificationEntry of(
      Kind kind,
      @Nullable String id,
      String arn,
      Collection<String> events,
      @Nullable NotificationConfigurationFilter filter) {
    return new NotificationEntry(
        kind,
        id == null ? "" : id,
        arn,
        new TreeSet<>(events),
        rule(filter, "prefix"),
        rule(filter, "suffix"));
  }

  /** S3 itself writes the names of rules now with a capital letter and now without. */
  private static String rule(@Nullable NotificationConfigurationFilter filter, String name) {
    return filter == null || filter.key() == null
        ? ""
        : filter.key().filterRules().stream()
            .filter(rule -> rule.nameAsString().toLowerCase(Locale.ROOT).equals(name))
            .map(FilterRule::value)
            .findFirst()
            .orElse("");
  }

  /** Whether this one notifies of everything that the other one does, and whom that one does. */
  boolean covers(NotificationEntry other) {
    return arn.equals(other.arn)
        && other.prefix.startsWith(prefix)
        && other.suffix.endsWith(suffix)
        && other.events.stream().allMatch(event -> events.stream().anyMatch(e -> within(event, e)));
  }

  /**
   * Whether S3 refuses both beside each other: one object could cause a message of each.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html">
   *     Configuring event notifications using object key name filtering</a>
   */
  boolean overlaps(NotificationEntry other) {
    return (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix))
        && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix))
        && events.stream()
            .anyMatch(
                event -> other.events.stream().anyMatch(o -> within(event, o) || within(o, event)));
  }

  private static boolean within(String event, String pattern) {
    return event.equals(pattern)
        || (pattern.endsWith("*") && event.startsWith(pattern.substring(0, pattern.length() - 1)));
  }

  /** The same but for its name, which S3 makes up where none is given. */
  boolean isLike(NotificationEntry other) {
    return kind == other.kind
        && arn.equals(other.arn)
        && events.equals(other.events)
        && prefix.equals(other.prefix)
        && suffix.equals(other.suffix);
  }

  /** The entry for people. */
  @Override
  public String toString() {
    return "%s %s of %s %s%s (%s)"
        .formatted(
            kind.noun(),
            arn,
            String.join(", ", events),
            prefix.isEmpty() ? "in the whole bucket" : "below " + prefix,
            suffix.isEmpty() ? "" : " with names ending in " + suffix,
            id.isEmpty() ? "without a name" : id);
  }
}
