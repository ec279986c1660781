package io.snowwatch.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.snowwatch.cloudtrail.split.LogFileRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileEventTest {

  private static final String NOTIFICATION =
      """
      {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3":
        {"bucket": {"name": "b"}, "object": {"key": "cloudtrail/a+b%2Bc.json.gz"}}}]}
      """;
  private static final String EVENT_BRIDGE =
      """
      {"version": "0", "source": "aws.s3", "detail-type": "Object Created", "detail":
        {"bucket": {"name": "b"}, "object": {"key": "cloudtrail/a b+c.json.gz", "size": 5}}}
      """;
  private static final String CLOUDTRAIL =
      """
      {"s3Bucket": "b", "s3ObjectKey": ["cloudtrail/a b+c.json.gz"]}
      """;
  private static final LogFileRequest OBJECT = object("cloudtrail/a b+c.json.gz");

  private static LogFileRequest object(String key) {
    return new LogFileRequest.OneObject(Optional.of("b"), key);
  }

  private static LogFileEvent parse(String event) {
    try {
      return LogFileEvent.parse(Json.MAPPER.readTree(event));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(event, e);
    }
  }

  private static String text(String message) {
    return Json.MAPPER.getNodeFactory().textNode(message).toString();
  }

  private static String wrapped(String message) {
    return "{\"Type\": \"Notification\", \"MessageId\": \"n\", \"Message\": %s}"
        .formatted(text(message));
  }

  private static String queued(String body) {
    return "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"messageId\": \"m\", \"body\": %s}]}"
        .formatted(text(body));
  }

  private static String published(String message) {
    return "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": %s}}]}"
        .formatted(text(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {NOTIFICATION, EVENT_BRIDGE, CLOUDTRAIL})
  void amessageIsTheSameWhicheverWayItComes(String message) {
    assertThat(parse(message))
        .isEqualTo(
            new LogFileEvent(
                LogFileEvent.Answer.SUMMARY,
                List.of(new LogFileEvent.Delivery("", List.of(OBJECT)))));
    assertThat(parse(published(message))).isEqualTo(parse(message));
    LogFileEvent inQueue =
        new LogFileEvent(
            LogFileEvent.Answer.SQS, List.of(new LogFileEvent.Delivery("m", List.of(OBJECT))));
    assertThat(parse(queued(message))).isEqualTo(inQueue);
    assertThat(parse(queued(wrapped(message)))).isEqualTo(inQueue);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"b\"}",
        "{\"Records\": [{\"eventName\": \"ObjectRemoved:Delete\", \"s3\": {}}]}",
        "{\"source\": \"aws.s3\", \"detail-type\": \"Object Deleted\", \"detail\": {}}",
        "{\"Records\": []}"
      })
  void testsAndOtherNewsAskForNothing(String message) {
    assertThat(parse(message).deliveries())
        .containsExactly(new LogFileEvent.Delivery("", List.of()));
    assertThat(parse(queued(wrapped(message))).deliveries())
        .containsExactly(new LogFileEvent.Delivery("m", List.of()));
  }

  @Test
  void theMessageByWhichCloudTrailTriesATopicAsksForNothing() {
    assertThat(parse(queued(wrapped("CloudTrail validation message."))).deliveries())
        .containsExactly(new LogFileEvent.Delivery("m", List.of()));
  }

  @Test
  void keysAreTakenAsTheyAreGiven() {
    assertThat(parse("{\"keys\": [\"cloudtrail/a+b%2B\", \"c\"]}").deliveries().get(0).requests())
        .containsExactly(
            new LogFileRequest.OneObject(Optional.empty(), "cloudtrail/a+b%2B"),
            new LogFileRequest.OneObject(Optional.empty(), "c"));
    assertThat(parse("{\"bucket\": \"b\", \"keys\": [\"c\"]}").deliveries().get(0).requests())
        .containsExactly(object("c"));
  }

  @Test
  void aPrefixHasARangeOfTime() {
    assertThat(
            parse("{\"prefix\": \"p/\", \"from\": \"2026-11-24T00:00:00Z\"}")
                .deliveries()
                .get(0)
                .requests())
        .containsExactly(
            new LogFileRequest.Listing(
                Optional.empty(),
                "p/",
                LogFileRange.of(Instant.parse("2026-11-24T00:00:00Z"), null)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prefix': 'p', 'from': 'today'} | \"from\": \"today\" is no time: write it as",
        "{'prefix': 'p', 'from': '2026-01-02T00:00:00Z', 'until': '2026-01-01T00:00:00Z'} | There"
            + " is no time from 2026-01-02T00:00:00Z until 2026-01-01T00:00:00Z"
      })
  void aRangeThatCannotBeSaysWhy(String event, String problem) {
    assertThat(parse(event.replace('\'', '"')).problem().orElseThrow()).contains(problem);
  }

  @Test
  void theObjectsOfADistributedMapAreTaken() {
    assertThat(
            parse(
                    """
                    {"BatchInput": {"bucket": "b"}, "Items": [
                      {"Etag": "e", "Key": "cloudtrail/a+b", "Size": 1, "StorageClass": "STANDARD"}]}
                    """)
                .deliveries()
                .get(0)
                .requests())
        .containsExactly(object("cloudtrail/a+b"));
  }

  @Test
  void ofTheObjectsOfADistributedMapOnlyThoseInTheRangeAreTaken() {
    assertThat(
            parse(
                    """
                    {"BatchInput": {"bucket": "b", "from": "2026-11-24T07:00:00Z", "until": null}, "Items": [
                      {"Key": "1_CloudTrail_eu-west-1_20261124T0655Z_x.json.gz"},
                      {"Key": "1_CloudTrail_eu-west-1_20261124T0705Z_x.json.gz"}]}
                    """)
                .deliveries()
                .get(0)
                .requests())
        .containsExactly(object("1_CloudTrail_eu-west-1_20261124T0705Z_x.json.gz"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"s3Key\": \"a+b%2Bc\", \"s3BucketArn\": \"arn:aws-us-gov:s3:::b\", \"taskId\": \"t\"}",
        "{\"s3Key\": \"a+b%2Bc\", \"s3Bucket\": \"b\", \"taskId\": \"t\"}"
      })
  void bothVersionsOfBatchOperationsAreUnderstood(String task) {
    assertThat(parse("{\"invocationSchemaVersion\": \"2.0\", \"tasks\": [%s]}".formatted(task)))
        .isEqualTo(
            new LogFileEvent(
                LogFileEvent.Answer.S3_BATCH,
                List.of(new LogFileEvent.Delivery("t", List.of(object("a b+c"))))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "17",
        "{\"Records\": 1}",
        "{\"Records\": [{}]}",
        "{\"Records\": [{\"s3\": {\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": \"%zz\"}}}]}",
        "{\"keys\": [1]}",
        "{\"prefix\": 1}",
        "{\"source\": \"aws.s3\", \"detail-type\": \"Object Created\"}",
        "{\"Items\": [{\"key\": \"lower\"}]}"
      })
  void anythingElseSaysWhatIsExpectedAndWhatCame(String event) {
    assertThat(parse(event).problem().orElseThrow())
        .startsWith("The event is not understood. Expected one of:")
        .contains("an S3 event notification {\"Records\":[{\"s3\":")
        .contains("Got: ");
  }

  @Test
  void alongEventIsShownInPart() {
    assertThat(parse("{\"a\": \"%s\"}".formatted("x".repeat(10_000))).problem().orElseThrow())
        .hasSizeLessThan(2_000)
        .endsWith("x…");
  }

  @Test
  void oneMessageThatIsNotUnderstoodDoesNotHideTheOthers() {
    String event =
        """
        {"Records": [
          {"eventSource": "aws:sqs", "messageId": "m1", "body": "Hello"},
          {"eventSource": "aws:sqs", "messageId": "m2", "body": %s}]}
        """
            .formatted(text(NOTIFICATION));

    List<LogFileEvent.Delivery> messages = parse(event).deliveries();

    assertThat(messages.get(0).requests())
        .singleElement()
        .isInstanceOf(LogFileRequest.Unknown.class);
    assertThat(messages.get(1).requests()).containsExactly(OBJECT);
  }

  private static String call(String source, String service, String name, String more) {
    return """
        {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "%s", "detail":
          {"eventSource": "%s", "eventName": "%s", %s
           "requestParameters": {"bucketName": "b", "key": "cloudtrail/a b+c.json.gz"}}}
        """
        .formatted(source, service, name, more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PutObject", "CopyObject", "CompleteMultipartUpload"})
  void aCallThatMadeAnObjectIsTaken(String name) {
    String event = call("aws.s3", "s3.amazonaws.com", name, "");

    assertThat(parse(event).deliveries())
        .containsExactly(new LogFileEvent.Delivery("", List.of(OBJECT)));
    assertThat(parse(queued(event)).deliveries())
        .containsExactly(new LogFileEvent.Delivery("m", List.of(OBJECT)));
  }

  @Test
  void aCallThatMadeNoObjectAsksForNothing() {
    for (String event :
        List.of(
            call("aws.s3", "s3.amazonaws.com", "DeleteObject", ""),
            call("aws.s3", "s3.amazonaws.com", "PutObject", "\"errorCode\": \"AccessDenied\","))) {
      assertThat(parse(event).deliveries())
          .containsExactly(new LogFileEvent.Delivery("", List.of()));
      assertThat(parse(event).nothingToDo()).singleElement().asString().startsWith("a call of S3");
    }
  }

  @Test
  void aCallOfAnotherServiceOrOfNoObjectIsNotUnderstood() {
    for (String event :
        List.of(
            call("aws.ec2", "ec2.amazonaws.com", "RunInstances", ""),
            call("aws.ec2", "s3.amazonaws.com", "PutObject", ""),
            call("aws.s3", "s3.amazonaws.com", "PutObject", "").replace("\"key\"", "\"other\""))) {
      assertThat(parse(event).problem()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messageType\": \"ConfigurationHistoryDeliveryCompleted\", \"s3Bucket\": \"b\","
            + " \"s3ObjectKey\": \"AWSLogs/1/Config/x.json.gz\", \"recordVersion\": \"1.1\"}",
        "{\"messageType\": \"ConfigurationSnapshotDeliveryCompleted\", \"s3ObjectKey\": \"x\"}",
        "{\"messageType\": \"ConfigurationItemChangeNotification\", \"configurationItem\": {}}",
        "{\"messageType\": \"OversizedConfigurationItemChangeNotification\"}",
        "{\"messageType\": \"ComplianceChangeNotification\", \"configRuleName\": \"r\"}",
        "{\"messageType\": \"ConfigRulesEvaluationStarted\"}",
        "{\"Type\": \"SubscriptionConfirmation\", \"Message\": \"You have chosen\"}",
        "{\"AlarmName\": \"a\", \"NewStateValue\": \"ALARM\"}",
        "{\"version\": \"0\", \"source\": \"aws.config\", \"detail-type\": \"Config Item\"}",
        "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"b\"}",
      })
  void whatOthersSayOnASharedTopicAsksForNothingAndIsTold(String message) {
    for (String event : List.of(message, published(message), queued(wrapped(message)))) {
      assertThat(parse(event).problem()).isEmpty();
      assertThat(parse(event).deliveries()).flatExtracting(d -> d.requests()).isEmpty();
      assertThat(parse(event).nothingToDo()).hasSize(1);
    }
  }

  @Test
  void whatStandsInThePlaceOfAListIsAListOfOne() {
    for (String event :
        List.of(
            "{\"s3Bucket\": \"b\", \"s3ObjectKey\": \"cloudtrail/a b+c.json.gz\"}",
            "{\"bucket\": \"b\", \"keys\": \"cloudtrail/a b+c.json.gz\"}",
            "{\"Items\": {\"Key\": \"cloudtrail/a b+c.json.gz\"}, \"BatchInput\": {\"bucket\": \"b\"}}",
            NOTIFICATION.replace("[{", "{").replace("}]", "}"))) {
      assertThat(parse(event).deliveries())
          .as(event)
          .containsExactly(new LogFileEvent.Delivery("", List.of(OBJECT)));
    }
  }
}
