package io.snowwatch.examples.quickstart;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * The log files in which CloudTrail reports the estate's deeds.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">
 *     CloudTrail record contents</a>
 */
final class Trail {

  /** What CloudTrail has at the end of a delivery's time in a log file's name. */
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(17);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String accountId;
  private final Instant delivery;

  /**
   * @param delivery when the log files are delivered; the events happened before
   */
  Trail(String accountId, Instant delivery) {
    this.accountId = accountId;
    this.delivery = delivery.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The log files, one per Region, and one of them delivered a second time, as CloudTrail may.
   *
   * @return their bytes by their keys below the trail's prefix
   */
  Map<String, byte[]> logFiles(List<Estate.Deed> deeds) {
    Map<String, ArrayNode> events = new LinkedHashMap<>();
    int number = 0;
    for (Estate.Deed deed : deeds) {
      for (int i = 0; i < deed.times(); i++) {
        events
            .computeIfAbsent(deed.region(), region -> JSON.createArrayNode())
            .add(event(deed, number++));
      }
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    events.forEach((region, records) -> files.put(key(region, 1), compress(records)));
    String again = deeds.get(0).region();
    files.put(key(again, 2), compress(events.getOrDefault(again, JSON.createArrayNode())));
    return files;
  }

  /**
   * The log file that reports a deed to one resource.
   *
   * @param deed what was done
   * @param time when
   * @param parameter what the call names the resource by
   * @param id the resource
   * @return its bytes by its key below the trail's prefix
   */
  Map<String, byte[]> logFile(Estate.Deed deed, Instant time, String parameter, String id) {
    ObjectNode event = event(deed, 0);
    event.put("eventTime", time.truncatedTo(ChronoUnit.SECONDS).toString());
    event.put("eventID", unique(id + time).toString());
    event.putObject("requestParameters").put(parameter, id);
    return Map.of(key(deed.region(), 3), compress(JSON.createArrayNode().add(event)));
  }

  private String key(String region, int number) {
    return "AWSLogs/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
        .formatted(
            accountId,
            region,
            DAY.format(delivery),
            accountId,
            region,
            NAME_TIME.format(delivery),
            unique(region + number).toString().replace("-", "").substring(0, 16));
  }

  private static byte[] compress(ArrayNode records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(
          JSON.createObjectNode()
              .set("Records", records)
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private ObjectNode event(Estate.Deed deed, int number) {
    ObjectNode event = JSON.createObjectNode();
    event.put("eventVersion", "1.11");
    event.set("userIdentity", identity(deed));
    event.put("eventTime", delivery.minus(BETWEEN_EVENTS.multipliedBy(number + 1L)).toString());
    event.put("eventSource", deed.service() + ".amazonaws.com");
    event.put("eventName", deed.action());
    event.put("awsRegion", deed.region());
    event.put("sourceIPAddress", deed.address());
    event.put(
        "userAgent",
        deed.actor() == Estate.Deed.Actor.ROLE
            ? "aws-sdk-java/2.41.11 md/io#sync md/http#Apache ua/2.1"
            : "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0");
    deed.refusal()
        .ifPresent(
            code -> {
              event.put("errorCode", code);
              event.put(
                  "errorMessage",
                  "User: %s is not authorized to perform: %s:%s"
                      .formatted(arn(deed), deed.service(), deed.action()));
            });
    event.putNull("requestParameters");
    event.putNull("responseElements");
    event.put("requestID", unique("request" + number).toString());
    event.put("eventID", unique("event" + number).toString());
    event.put("readOnly", deed.effect() == Estate.Deed.Effect.READ);
    boolean signIn = deed.service().equals("signin");
    event.put("eventType", signIn ? "AwsConsoleSignIn" : "AwsApiCall");
    event.put("managementEvent", true);
    event.put("recipientAccountId", accountId);
    event.put("eventCategory", "Management");
    return event;
  }

  private ObjectNode identity(Estate.Deed deed) {
    ObjectNode identity = JSON.createObjectNode();
    String id = unique(deed.who()).toString().replace("-", "").toUpperCase(Locale.ROOT);
    switch (deed.actor()) {
      case USER -> {
        identity.put("type", "IAMUser");
        identity.put("principalId", "AIDA" + id.substring(0, 17));
        identity.put("arn", arn(deed));
        identity.put("accountId", accountId);
        identity.put("accessKeyId", "AKIA" + id.substring(0, 16));
        identity.put("userName", deed.who());
      }
      case ROLE -> {
        identity.put("type", "AssumedRole");
        identity.put("principalId", "AROA" + id.substring(0, 17) + ":" + deed.who());
        identity.put("arn", arn(deed));
        identity.put("accountId", accountId);
        identity.put("accessKeyId", "ASIA" + id.substring(0, 16));
        ObjectNode issuer = identity.putObject("sessionContext").putObject("sessionIssuer");
        issuer.put("type", "Role");
        issuer.put("principalId", "AROA" + id.substring(0, 17));
        issuer.put("arn", "arn:aws:iam::%s:role/%s".formatted(accountId, deed.who()));
        issuer.put("accountId", accountId);
        issuer.put("userName", deed.who());
      }
      case ROOT -> {
        identity.put("type", "Root");
        identity.put("principalId", accountId);
        identity.put("arn", arn(deed));
        identity.put("accountId", accountId);
      }
    }
    return identity;
  }

  private String arn(Estate.Deed deed) {
    return switch (deed.actor()) {
      case USER -> "arn:aws:iam::%s:user/%s".formatted(accountId, deed.who());
      case ROLE -> "arn:aws:sts::%s:assumed-role/%s/session".formatted(accountId, deed.who());
      case ROOT -> "arn:aws:iam::%s:root".formatted(accountId);
    };
  }

  private UUID unique(String of) {
    return UUID.nameUUIDFromBytes((delivery + of).getBytes(StandardCharsets.UTF_8));
  }
}
