package io.snowwatch.source;

import static io.snowwatch.catalog.Column.bool;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;
import static io.snowwatch.catalog.Column.variant;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.DeclaredSource;
import io.snowwatch.catalog.Keying;
import io.snowwatch.catalog.SideDirectory;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.cloudtrail.LogFileDirectories;

/** CloudTrail events, taken from the log files that a trail delivers to the bucket. */
public final class CloudTrailEvents implements DeclaredSource {

  static final Dataset DATASET =
      Dataset.builder()
          .name("cloudtrail_events")
          .title("CloudTrail events")
          .objectPrefix("CLOUDTRAIL_MONITORING")
          .keying(Keying.SOURCE_OBJECT)
          .documentColumn("EVENT_DATA")
          .identityColumn("EVENT_ID")
          .addColumns(
              string("EVENT_REGION_NAME", "awsRegion")
                  .describe("The Region that the call was made to."),
              string("EVENT_NAME", "eventName")
                  .describe("The API operation, such as RunInstances."),
              string("EVENT_SOURCE", "eventSource")
                  .describe("The service, such as ec2.amazonaws.com."),
              timestamp("EVENT_TIME", "eventTime").describe("When the call was made."),
              string("EVENT_TYPE", "eventType")
                  .describe("What kind of event it is, such as AwsApiCall."),
              string("EVENT_SOURCE_IP", "sourceIPAddress")
                  .describe("The address that the call came from, or the service that made it."),
              string("EVENT_USER_AGENT", "userAgent").describe("The program that made the call."),
              string("EVENT_USER_ARN", "userIdentity.arn")
                  .describe("The ARN of who made the call."))
          .addAddedColumns(
              string("ACCOUNT_ID", "recipientAccountId", "userIdentity.accountId")
                  .describe("The AWS account that the event belongs to, 12 digits."),
              string("EVENT_ID", "eventID")
                  .describe("The event's id: the same wherever and however often it is delivered."),
              string("RECIPIENT_ACCOUNT_ID", "recipientAccountId")
                  .describe("The account that received the event."),
              string("ERROR_CODE", "errorCode")
                  .describe("Why the call failed, such as AccessDenied; NULL where it did not."),
              bool("READ_ONLY", "readOnly").describe("Whether the operation only reads."),
              string("EVENT_CATEGORY", "eventCategory")
                  .describe("Management, Data, NetworkActivity or Insight."))
          .addViewColumns(
              string("ERROR_MESSAGE", "errorMessage").describe("Why the call failed, in words."),
              string("USER_TYPE", "userIdentity.type")
                  .describe("Root, IAMUser, AssumedRole, AWSService and so on."),
              string("USER_NAME", "userIdentity.userName")
                  .describe("The name of the user who made the call."),
              string("PRINCIPAL_ID", "userIdentity.principalId")
                  .describe("The id of who made the call, with the session's name after a colon."),
              string("ACCESS_KEY_ID", "userIdentity.accessKeyId")
                  .describe("The access key that signed the call."),
              string("INVOKED_BY", "userIdentity.invokedBy")
                  .describe("The service that made the call for somebody."),
              string("LOGIN_RESULT", "responseElements.ConsoleLogin")
                  .describe("Success or Failure, of a console sign-in."),
              string("MFA_USED", "additionalEventData.MFAUsed")
                  .describe("Yes or No, of a console sign-in."),
              string("CREATED_ACCESS_KEY_ID", "responseElements.accessKey.accessKeyId")
                  .describe("The access key that the call created."),
              string("TARGET_USER_NAME", "requestParameters.userName")
                  .describe("The user that the call was about."),
              variant("REQUEST_PARAMETERS", "requestParameters")
                  .describe("What the call asked for."),
              variant("RESPONSE_ELEMENTS", "responseElements").describe("What the call answered."))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("cloudtrail_events")
          .title("CloudTrail events")
          .function("monitorCloudtrail")
          .trigger(Trigger.OBJECT_CREATED)
          .coverage(Coverage.GLOBAL)
          .directory("cloudtrail_monitoring")
          .directoryVariable("S3_CLOUDTRAIL_MONITORING_PATH")
          .inputDirectory("cloudtrail")
          .inputDirectoryVariable("S3_CLOUDTRAIL_RAW_PATH")
          .addSideDirectories(
              new SideDirectory(
                  LogFileDirectories.SUMMARIES,
                  "cloudtrail_summaries",
                  "SNOWWATCH_CLOUDTRAIL_SUMMARIES_PATH"),
              new SideDirectory(
                  LogFileDirectories.QUARANTINE,
                  "cloudtrail_quarantine",
                  "SNOWWATCH_CLOUDTRAIL_QUARANTINE_PATH"))
          .addDatasets(DATASET)
          .build();

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
