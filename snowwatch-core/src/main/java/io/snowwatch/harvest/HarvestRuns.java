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

  static final Dataset DATASET =
      Dataset.builder()
          .name("harvest_runs")
          .title("Harvest runs")
          .objectPrefix("HARVEST_MONITORING")
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId"),
              string("REGION_NAME", "RegionName"),
              string("SOURCE_NAME", "Source"),
              string("DATASET_NAME", "Dataset"),
              string("OUTCOME", "Outcome"),
              string("REASON", "Reason"),
              integer("RECORD_COUNT", "RecordCount"),
              integer("PAGE_COUNT", "PageCount"),
              string("ERROR_CODE", "ErrorCode"),
              string("ERROR_MESSAGE", "ErrorMessage"),
              timestamp("START_TIME", "StartTime"),
              timestamp("END_TIME", "EndTime"),
              variant("OBJECT_KEYS", "ObjectKeys"))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("harvest_runs")
          .title("Harvest runs")
          .trigger(Trigger.EVERY_RUN)
          .coverage(Coverage.GLOBAL)
          .directory("harvest_monitoring")
          .directoryVariable("SNOWWATCH_HARVEST_MONITORING_PATH")
          .addDatasets(DATASET)
          .build();

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
