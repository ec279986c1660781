package io.snowwatch.source;

import static io.snowwatch.catalog.Column.bool;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

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
              string("EVENT_REGION_NAME", "awsRegion"),
              string("EVENT_NAME", "eventName"),
              string("EVENT_SOURCE", "eventSource"),
              timestamp("EVENT_TIME", "eventTime"),
              string("EVENT_TYPE", "eventType"),
              string("EVENT_SOURCE_IP", "sourceIPAddress"),
              string("EVENT_USER_AGENT", "userAgent"),
              string("EVENT_USER_ARN", "userIdentity.arn"))
          .addAddedColumns(
              string("ACCOUNT_ID", "recipientAccountId", "userIdentity.accountId"),
              string("EVENT_ID", "eventID"),
              string("RECIPIENT_ACCOUNT_ID", "recipientAccountId"),
              string("ERROR_CODE", "errorCode"),
              bool("READ_ONLY", "readOnly"),
              string("EVENT_CATEGORY", "eventCategory"))
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
