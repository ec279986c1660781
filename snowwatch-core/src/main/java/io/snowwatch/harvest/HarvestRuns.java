package io.snowwatch.harvest;

import static io.snowwatch.catalog.Column.integer;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;
import static io.snowwatch.catalog.Column.variant;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.DeclaredSource;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;

/**
 * What every run looked at and how it went: one record per run, dataset, account and Region.
 *
 * <p>They tell "there is none" from "nobody looked".
 */
public final class HarvestRuns implements DeclaredSource {

  /** The records' dataset. */
  public static final Dataset DATASET =
      Dataset.builder()
          .name("harvest_runs")
          .title("Harvest runs")
          .objectPrefix("HARVEST_MONITORING")
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account that was looked at."),
              string("REGION_NAME", "RegionName")
                  .describe(
                      "The Region, global for a service without Regions, or NULL where Regions"
                          + " could not be listed."),
              string("SOURCE_NAME", "Source").describe("The source that collected."),
              string("DATASET_NAME", "Dataset").describe("The dataset that was collected."),
              string("OUTCOME", "Outcome").describe("SUCCEEDED, FAILED or SKIPPED."),
              string("REASON", "Reason")
                  .describe("Why it was skipped, or the class of the failure."),
              integer("RECORD_COUNT", "RecordCount")
                  .describe("How many records were collected and written."),
              integer("INCOMPLETE_COUNT", "IncompleteCount")
                  .describe(
                      "How many of the records lack a member because the further call for it"
                          + " failed."),
              integer("PAGE_COUNT", "PageCount").describe("How many pages the API calls returned."),
              string("ERROR_CODE", "ErrorCode")
                  .describe(
                      "AWS's code of the failure, or of the first that left a record incomplete."),
              string("ERROR_MESSAGE", "ErrorMessage").describe("AWS's words about that failure."),
              timestamp("START_TIME", "StartTime").describe("When the API calls began."),
              timestamp("END_TIME", "EndTime")
                  .describe("When the last object was published, or it was given up."),
              variant("OBJECT_KEYS", "ObjectKeys")
                  .describe("The keys of the objects that hold the records."))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("harvest_runs")
          .title("Harvest runs")
          .trigger(Trigger.EVERY_RUN)
          .coverage(Coverage.GLOBAL)
          .directory("harvest_monitoring")
          .addDatasets(DATASET)
          .build();

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
