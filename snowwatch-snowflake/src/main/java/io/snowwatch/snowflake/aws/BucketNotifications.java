package io.snowwatch.snowflake.aws;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/**
 * What a bucket tells Snowflake of: one entry per directory, merged with those of others.
 *
 * <p>S3 has one configuration for the whole bucket and no conditional write of it. So everything is
 * read, entries of others are handed on as they were read, and what is there is compared again
 * right before and after the write.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html">
 *     PutBucketNotificationConfiguration</a>
 */
public final class BucketNotifications {

  /** What the ids of SnowWatch's entries begin with. */
  public static final String ID_PREFIX = "snowwatch-snowflake-";

  private static final Pattern CHANNEL =
      Pattern.compile("arn:aws[a-z-]*:(sqs|sns):[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+(\\.fifo)?");

  private final S3Client s3;
  private final String bucket;
  private final String accountId;
  private final List<String> directories;
  private final Set<String> replaced;

  private BucketNotifications(
      S3Client s3,
      String bucket,
      String accountId,
      List<String> directories,
      Set<String> replaced) {
    this.s3 = s3;
    this.bucket = bucket;
    this.accountId = accountId;
    this.directories = List.copyOf(directories);
    this.replaced = Set.copyOf(replaced);
  }

  /**
   * The notifications of a bucket.
   *
   * @param s3 reaches the bucket in its Region; not closed here
   * @param bucket its name
   * @param accountId whose it must be: S3 refuses the calls if it is another's
   * @param directories those that Snowflake reads, without a slash at an end
   * @return the notifications
   */
  public static BucketNotifications of(
      S3Client s3, String bucket, String accountId, List<String> directories) {
    return new BucketNotifications(s3, bucket, accountId, directories, Set.of());
  }

  /**
   * The same, where entries to another queue are SnowWatch's too: those that the stack made.
   *
   * @param channelArn the queue with which the stack was deployed
   * @return notifications that replace those of that queue below the directories
   */
  public BucketNotifications replacing(String channelArn) {
    Set<String> more = new HashSet<>(replaced);
    more.add(channelArn);
    return new BucketNotifications(s3, bucket, accountId, directories, more);
  }

  /**
   * What a bucket tells of every new object in a directory so that a function hears of it: the
   * function, or a queue or topic on its way.
   *
   * @param s3 reaches the bucket in its Region; not closed here
   * @param bucket its name
   * @param accountId whose it must be
   * @param function the function's name, without a version
   * @param directory the directory with a slash at its end
   * @return whom one entry tells of all of it; empty if there is none
   */
  public static Optional<String> told(
      S3Client s3, String bucket, String accountId, String function, String directory) {
    return NotificationEntry.of(
            s3.getBucketNotificationConfiguration(
                r -> r.bucket(bucket).expectedBucketOwner(accountId)))
        .stream()
        .filter(
            entry ->
                entry.kind() == NotificationEntry.Kind.FUNCTION
                    ? (entry.arn() + ":").contains(":function:" + function + ":")
                    : !entry.id().startsWith(ID_PREFIX))
        .filter(
            entry ->
                entry.covers(NotificationEntry.created(entry.kind(), "", entry.arn(), directory)))
        .map(NotificationEntry::arn)
        .findFirst();
  }

  /** What is there and what should be, entry by entry. */
  private record Merge(
      GetBucketNotificationConfigurationResponse present,
      List<NotificationEntry> kept,
      List<NotificationEntry> missing,
      List<NotificationEntry> outdated,
      List<NotificationEntry> overlapping) {

    boolean changes() {
      return !missing.isEmpty() || !outdated.isEmpty();
    }
  }

  /**
   * What would be done. Nothing is written.
   *
   * @param channelArn the queue in the {@code notification_channel} of the pipes, or the topic to
   *     which Snowflake subscribes
   * @return the present entries, the wanted ones and what there is to do
   * @throws ConfigurationException if that is the ARN of neither
   */
  public Wiring plan(String channelArn) {
    return describe(merge(channelArn), channelArn);
  }

  /**
   * The entries that neither SnowWatch's apply nor its stack has made.
   *
   * @param stack what the ids or the targets of the stack's own contain, such as {@code
   *     snowwatch-prod}
   * @param channelArn Snowflake's queue or topic
   * @return the entries in words, in their order
   */
  public List<String> ofOthers(String stack, String channelArn) {
    return lines(
        NotificationEntry.of(read()).stream()
            .filter(entry -> !isOurs(entry) && !entry.arn().equals(channelArn))
            .filter(entry -> !replaced.contains(entry.arn()))
            .filter(entry -> !isOfStack(entry, stack))
            .toList());
  }

  /**
   * The entries for the same objects, which S3 refuses beside the wanted ones, and which the stack
   * does not replace by itself.
   *
   * @param stack as for {@link #ofOthers}
   * @param channelArn as for {@link #plan}
   * @return the entries in words; none if nothing is in the way
   * @throws ConfigurationException if that is the ARN of neither a queue nor a topic
   */
  public List<String> inTheWay(String stack, String channelArn) {
    return lines(
        merge(channelArn).overlapping().stream()
            .filter(entry -> !isOfStack(entry, stack))
            .toList());
  }

  private static boolean isOfStack(NotificationEntry entry, String stack) {
    return entry.arn().contains(":" + stack + "-");
  }

  /**
   * Lets the bucket notify the queue or topic of every new object in the directories.
   *
   * @param channelArn as for {@link #plan}
   * @return what was done
   * @throws WiringConflictException if an entry of somebody else's overlaps, which S3 refuses
   * @throws SnowWatchException if the entries change at the same time
   */
  public Wiring apply(String channelArn) {
    Merge merge = merge(channelArn);
    Wiring plan = describe(merge, channelArn);
    if (plan.action() == Wiring.Action.CONFLICT) {
      throw new WiringConflictException(plan);
    }
    if (plan.action() == Wiring.Action.CHANGE) {
      write(merge);
    }
    return plan;
  }

  /**
   * Takes away SnowWatch's own entries, which their ids tell; drops no other.
   *
   * @return what was done
   * @throws SnowWatchException if the entries change at the same time
   */
  public Wiring remove() {
    GetBucketNotificationConfigurationResponse present = read();
    List<NotificationEntry> entries = NotificationEntry.of(present);
    List<NotificationEntry> ours = entries.stream().filter(this::isOurs).toList();
    List<NotificationEntry> kept = entries.stream().filter(entry -> !isOurs(entry)).toList();
    Merge merge = new Merge(present, kept, List.of(), ours, List.of());
    if (merge.changes()) {
      write(merge);
    }
    return new Wiring(
        subject(),
        merge.changes() ? Wiring.Action.CHANGE : Wiring.Action.NONE,
        merge.changes()
            ? "its entries for Snowflake are taken away."
            : "it has none of SnowWatch's.",
        lines(entries),
        lines(kept));
  }

  private Merge merge(String channelArn) {
    NotificationEntry.Kind kind = kind(channelArn);
    GetBucketNotificationConfigurationResponse present = read();
    List<NotificationEntry> entries = NotificationEntry.of(present);
    List<NotificationEntry> wanted =
        directories.stream()
            .map(d -> NotificationEntry.created(kind, ID_PREFIX + d, channelArn, d + "/"))
            .toList();
    List<NotificationEntry> kept = new ArrayList<>();
    List<NotificationEntry> outdated = new ArrayList<>();
    for (NotificationEntry entry : entries) {
      boolean replaceable = isOurs(entry) || isOfTheStackBefore(entry, wanted);
      if (replaceable && wanted.stream().noneMatch(entry::isLike)) {
        outdated.add(entry);
      } else {
        kept.add(entry);
      }
    }
    List<NotificationEntry> missing =
        wanted.stream().filter(want -> kept.stream().noneMatch(k -> k.covers(want))).toList();
    List<NotificationEntry> overlapping =
        kept.stream().filter(k -> missing.stream().anyMatch(k::overlaps)).toList();
    return new Merge(present, kept, missing, outdated, overlapping);
  }

  private boolean isOurs(NotificationEntry entry) {
    return entry.kind() != NotificationEntry.Kind.FUNCTION && entry.id().startsWith(ID_PREFIX);
  }

  private boolean isOfTheStackBefore(NotificationEntry entry, List<NotificationEntry> wanted) {
    return replaced.contains(entry.arn())
        && wanted.stream().anyMatch(want -> want.prefix().equals(entry.prefix()));
  }

  private static NotificationEntry.Kind kind(String channelArn) {
    if (!CHANNEL.matcher(channelArn).matches()) {
      throw new ConfigurationException(
          List.of(
              "'%s' is the ARN of neither a queue nor a topic: take notification_channel from SHOW PIPES."
                  .formatted(channelArn)));
    }
    return channelArn.split(":", -1)[2].equals("sqs")
        ? NotificationEntry.Kind.QUEUE
        : NotificationEntry.Kind.TOPIC;
  }

  private String subject() {
    return "notifications of the bucket " + bucket;
  }

  private Wiring describe(Merge merge, String channelArn) {
    List<NotificationEntry> wanted = new ArrayList<>(merge.kept());
    wanted.addAll(merge.missing());
    if (!merge.overlapping().isEmpty()) {
      return new Wiring(
          subject(),
          Wiring.Action.CONFLICT,
          conflict(merge, channelArn),
          lines(merge.overlapping()),
          lines(merge.missing()));
    }
    return new Wiring(
        subject(),
        merge.changes() ? Wiring.Action.CHANGE : Wiring.Action.NONE,
        merge.changes()
            ? "%d to add, %d outdated; %d are kept as they are."
                .formatted(merge.missing().size(), merge.outdated().size(), merge.kept().size())
            : "every directory is notified of.",
        lines(NotificationEntry.of(merge.present())),
        lines(wanted));
  }

  /** What to do about an entry in the way: share its topic, or make one that both listen to. */
  private static String conflict(Merge merge, String channelArn) {
    NotificationEntry other = merge.overlapping().get(0);
    String refused =
        "S3 refuses two entries for the same objects, and this one is not SnowWatch's. ";
    if (other.arn().equals(channelArn)) {
      return refused
          + "It tells Snowflake of a part of them only: take the entry away, then try again.";
    }
    if (other.kind() == NotificationEntry.Kind.TOPIC) {
      return refused
          + "Let Snowflake listen to its topic: give "
          + other.arn()
          + " as --sns-topic.";
    }
    return refused
        + "Let both listen to one SNS topic: subscribe that "
        + other.kind().noun()
        + " to a topic, take the entry away, and give the topic's ARN as --sns-topic.";
  }

  private static List<String> lines(List<NotificationEntry> entries) {
    return entries.stream().map(NotificationEntry::toString).toList();
  }

  private GetBucketNotificationConfigurationResponse read() {
    return s3.getBucketNotificationConfiguration(
        r -> r.bucket(bucket).expectedBucketOwner(accountId));
  }

  private void write(Merge merge) {
    NotificationConfiguration configuration = configuration(merge);
    if (!read().equalsBySdkFields(merge.present())) {
      throw changing("just before the write");
    }
    s3.putBucketNotificationConfiguration(
        r ->
            r.bucket(bucket)
                .expectedBucketOwner(accountId)
                .notificationConfiguration(configuration));
    GetBucketNotificationConfigurationResponse written = read();
    List<NotificationEntry> entries = NotificationEntry.of(written);
    List<NotificationEntry> wanted = new ArrayList<>(merge.kept());
    wanted.addAll(merge.missing());
    if (entries.size() != wanted.size()
        || !wanted.stream().allMatch(want -> entries.stream().anyMatch(want::isLike))
        || (written.eventBridgeConfiguration() == null)
            != (merge.present().eventBridgeConfiguration() == null)) {
      throw changing("after the write");
    }
  }

  private SnowWatchException changing(String when) {
    return new SnowWatchException(
        "The notifications of the bucket %s are not what they were %s: somebody changes them at the same time. Find out who, then try again."
            .formatted(bucket, when));
  }

  private NotificationConfiguration configuration(Merge merge) {
    GetBucketNotificationConfigurationResponse present = merge.present();
    List<QueueConfiguration> queues =
        new ArrayList<>(
            present.queueConfigurations().stream()
                .filter(
                    q ->
                        !merge
                            .outdated()
                            .contains(
                                NotificationEntry.of(
                                    NotificationEntry.Kind.QUEUE,
                                    q.id(),
                                    q.queueArn(),
                                    q.eventsAsStrings(),
                                    q.filter())))
                .toList());
    List<TopicConfiguration> topics =
        new ArrayList<>(
            present.topicConfigurations().stream()
                .filter(
                    t ->
                        !merge
                            .outdated()
                            .contains(
                                NotificationEntry.of(
                                    NotificationEntry.Kind.TOPIC,
                                    t.id(),
                                    t.topicArn(),
                                    t.eventsAsStrings(),
                                    t.filter())))
                .toList());
    for (NotificationEntry entry : merge.missing()) {
      NotificationConfigurationFilter filter =
          NotificationConfigurationFilter.builder()
              .key(
                  k ->
                      k.filterRules(
                          FilterRule.builder().name("prefix").value(entry.prefix()).build()))
              .build();
      if (entry.kind() == NotificationEntry.Kind.QUEUE) {
        queues.add(
            QueueConfiguration.builder()
                .id(entry.id())
                .queueArn(entry.arn())
                .eventsWithStrings(entry.events())
                .filter(filter)
                .build());
      } else {
        topics.add(
            TopicConfiguration.builder()
                .id(entry.id())
                .topicArn(entry.arn())
                .eventsWithStrings(entry.events())
                .filter(filter)
                .build());
      }
    }
    return NotificationConfiguration.builder()
        .queueConfigurations(queues)
        .topicConfigurations(topics)
        .lambdaFunctionConfigurations(present.lambdaFunctionConfigurations())
        .eventBridgeConfiguration(present.eventBridgeConfiguration())
        .build();
  }
}
