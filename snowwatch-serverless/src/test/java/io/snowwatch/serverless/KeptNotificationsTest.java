package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What others have the stack's own bucket notify survives a deployment. */
class KeptNotificationsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOUND =
      """
      {"QueueConfigurations": [
         {"Id": "x", "QueueArn": "arn:aws:sqs:us-east-1:123456789012:snowwatch-prod-log-files", "Events": ["s3:ObjectCreated:*"],
          "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "cloudtrail/"}]}}},
         {"Id": "y", "QueueArn": "arn:aws:sqs:us-east-1:999988887777:sf-snowpipe", "Events": ["s3:ObjectCreated:*"],
          "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "ec2_monitoring/"}]}}},
         {"Id": "before", "QueueArn": "arn:aws:sqs:us-east-1:999988887777:sf-before", "Events": ["s3:ObjectCreated:*"],
          "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "elb_monitoring/"}]}}},
         {"Id": "theirs", "QueueArn": "arn:aws:sqs:us-east-1:111122223333:siem", "Events": ["s3:ObjectRemoved:*", "s3:ObjectTagging:*"],
          "Filter": {"Key": {"FilterRules": [{"Name": "Suffix", "Value": ".csv"}]}}}],
       "TopicConfigurations": [
         {"Id": "t", "TopicArn": "arn:aws:sns:us-east-1:111122223333:reports", "Events": ["s3:ObjectCreated:Put"],
          "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "reports/"}]}}}],
       "LambdaFunctionConfigurations": [
         {"Id": "f", "LambdaFunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:mine", "Events": ["s3:ObjectRemoved:*"]}],
       "EventBridgeConfiguration": {}}""";

  private static JsonNode deploy(String found, String settings)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "node",
                "-e",
                """
                const Settings = require('./settings/plugin.js');
                const plugin = Object.create(Settings.prototype);
                const template = { Resources: { S3BucketSnowwatch: { Properties: { NotificationConfiguration: {
                  QueueConfigurations: [{ 'Fn::If': ['NotifiesQueue', {}, {}] }] } } } } };
                plugin.serverless = { service: { provider: { compiledCloudFormationTemplate: template } } };
                plugin.settings = { values: JSON.parse(process.argv[2]) };
                plugin.queueBefore = 'arn:aws:sqs:us-east-1:999988887777:sf-before';
                plugin.bucket = async () => 'mine';
                plugin.aws = () => ({ getRegion: () => 'us-east-1', getAccountId: async () => '123456789012' });
                plugin.stack = () => 'snowwatch-prod';
                plugin.say = () => {};
                plugin.notifications = async () => {
                  if (process.argv[1] === '') throw Object.assign(new Error('no'), { name: 'NoSuchBucket' });
                  return JSON.parse(process.argv[1]);
                };
                plugin.keepNotifications().then(
                  () => process.stdout.write(JSON.stringify(template.Resources.S3BucketSnowwatch.Properties.NotificationConfiguration)),
                  (error) => process.stdout.write(JSON.stringify({ fault: error.message })));
                """,
                found,
                settings)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return JSON.readTree(printed);
  }

  private static String settings(String queue) {
    return """
        {"createBucket": "true", "fanOut": "false", "logFilesTopic": "", "snowpipeQueue": "%s"}"""
        .formatted(queue);
  }

  @Test
  void whatIsOfOthersGoesIntoTheListAndWhatIsTheStacksDoesNot()
      throws IOException, InterruptedException {
    JsonNode kept = deploy(FOUND, settings("arn:aws:sqs:us-east-1:999988887777:sf-snowpipe"));

    assertThat(kept)
        .isEqualTo(
            JSON.readTree(
                """
                {"QueueConfigurations": [
                   {"Fn::If": ["NotifiesQueue", {}, {}]},
                   {"Event": "s3:ObjectRemoved:*", "Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".csv"}]}},
                    "Queue": "arn:aws:sqs:us-east-1:111122223333:siem"},
                   {"Event": "s3:ObjectTagging:*", "Filter": {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".csv"}]}},
                    "Queue": "arn:aws:sqs:us-east-1:111122223333:siem"}],
                 "TopicConfigurations": [
                   {"Event": "s3:ObjectCreated:Put", "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "reports/"}]}},
                    "Topic": "arn:aws:sns:us-east-1:111122223333:reports"}],
                 "LambdaConfigurations": [
                   {"Event": "s3:ObjectRemoved:*", "Function": "arn:aws:lambda:us-east-1:123456789012:function:mine"}],
                 "EventBridgeConfiguration": {"EventBridgeEnabled": true}}"""));
  }

  @Test
  void withoutAQueueHereWhatWasSetUpForSnowflakeStays() throws IOException, InterruptedException {
    JsonNode kept = deploy(FOUND, settings(""));

    assertThat(kept.path("QueueConfigurations").findValuesAsText("Queue"))
        .containsOnlyOnce("arn:aws:sqs:us-east-1:999988887777:sf-snowpipe")
        .doesNotContain("arn:aws:sqs:us-east-1:999988887777:sf-before");
  }

  @Test
  void whatIsInTheWayIsRefusedAndABucketThatIsNotThereYetIsNone()
      throws IOException, InterruptedException {
    String whole =
        """
        {"QueueConfigurations": [{"Id": "theirs", "QueueArn": "arn:aws:sqs:us-east-1:111122223333:siem",
          "Events": ["s3:ObjectCreated:*"]}]}""";

    assertThat(deploy(whole, settings("")).path("fault").asText())
        .contains("already notifies arn:aws:sqs:us-east-1:111122223333:siem");
    assertThat(deploy("", settings("")))
        .isEqualTo(
            JSON.readTree(
                "{\"QueueConfigurations\": [{\"Fn::If\": [\"NotifiesQueue\", {}, {}]}]}"));
  }
}
