package io.snowwatch.snowflake.live;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Column;
import io.snowwatch.snowflake.DatasetPlan;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;
import java.util.List;
import java.util.Set;

/** Accounts as they are found. */
public final class Installations {

  public static final SnowflakePlan PLAN =
      SnowflakePlan.of(
          Sources.catalog(), SnowflakeSettings.builder().accountId("123456789012").build());

  /** One dataset, where many runs would take long. */
  public static final SnowflakePlan SMALL =
      SnowflakePlan.of(
          new Catalog(List.of(Sources.catalog().source("security_groups"))),
          SnowflakeSettings.builder().accountId("123456789012").build());

  private Installations() {}

  public static Difference difference(SnowflakePlan plan, InMemorySnowflake account) {
    return Difference.between(plan, account, Set.of());
  }

  public static ApplyReport apply(SnowflakePlan plan, InMemorySnowflake account) {
    return Apply.of(plan, account).run(difference(plan, account), Set.of());
  }

  /** What SnowWatch 1.0's worksheets made: AWS keys, short strings, no marks. */
  public static InMemorySnowflake of10(SnowflakePlan plan) {
    InMemorySnowflake account = new InMemorySnowflake();
    for (String role : List.of("SNOWWATCH_ROLE", "SNOWWATCH_BI_READ_ROLE")) {
      account.put(ObjectKind.ROLE, "SECURITYADMIN", "", role);
      account.grants.add(List.of("SYSADMIN", "USAGE", "ROLE", role));
    }
    account.put(ObjectKind.WAREHOUSE, "SNOWWATCH_ROLE", "", "SNOWWATCH_WAREHOUSE");
    account.put(ObjectKind.DATABASE, "SNOWWATCH_ROLE", "", "SNOWWATCH");
    account.put(ObjectKind.SCHEMA, "SNOWWATCH_ROLE", "", "SNOWWATCH", "AWS");
    account.put(ObjectKind.SCHEMA, "SNOWWATCH_ROLE", "", "SNOWWATCH", "BI");
    InMemorySnowflake.Thing format =
        account.put(
            ObjectKind.FILE_FORMAT,
            "SNOWWATCH_ROLE",
            "",
            "SNOWWATCH",
            "AWS",
            "SNOWWATCH_JSON_ARRAY_FORMAT");
    format.properties.put("type", "JSON");
    format.properties.put(
        "format_options", "{\"STRIP_OUTER_ARRAY\":true,\"ALLOW_DUPLICATE\":false}");
    InMemorySnowflake.Thing stage =
        account.put(
            ObjectKind.STAGE, "SNOWWATCH_ROLE", "", "SNOWWATCH", "AWS", "SNOWWATCH_S3_STAGE");
    stage.properties.put("url", "s3://snowwatch-123456789012/");
    stage.properties.put("has_credentials", "Y");
    for (DatasetPlan dataset : plan.datasets()) {
      if (!dataset.dataset().name().equals("harvest_runs")) {
        dataset10(account, dataset);
      }
    }
    return account;
  }

  private static void dataset10(InMemorySnowflake account, DatasetPlan dataset) {
    InMemorySnowflake.Thing table =
        account.put(
            ObjectKind.TABLE, "SNOWWATCH_ROLE", "", "SNOWWATCH", "AWS", dataset.dataset().table());
    for (Column column : dataset.dataset().originalTableColumns()) {
      table.columns.put(
          column.name(),
          switch (column.type()) {
            case STRING -> "{\"type\":\"TEXT\",\"length\":16}";
            case INTEGER -> InMemorySnowflake.type("INT");
            case BOOLEAN -> InMemorySnowflake.type("BOOLEAN");
            case TIMESTAMP -> InMemorySnowflake.type("TIMESTAMP_TZ");
            case VARIANT -> InMemorySnowflake.type("VARIANT");
          });
    }
    InMemorySnowflake.Thing thing =
        account.put(
            ObjectKind.PIPE, "SNOWWATCH_ROLE", "", "SNOWWATCH", "AWS", dataset.dataset().pipe());
    InMemorySnowflake.Pipe pipe = new InMemorySnowflake.Pipe();
    pipe.definition =
        "COPY INTO SNOWWATCH.AWS.%s(RAW_DATA, REGION_NAME) FROM (SELECT $1, $1:Region.RegionName::STRING(16) FROM @SNOWWATCH.AWS.SNOWWATCH_S3_STAGE/%s/) FILE_FORMAT = (FORMAT_NAME = SNOWWATCH.AWS.SNOWWATCH_JSON_ARRAY_FORMAT)"
            .formatted(dataset.dataset().table(), dataset.directory());
    thing.properties.put("definition", pipe.definition);
    thing.properties.put("notification_channel", "arn:aws:sqs:us-east-1:999999999999:sf-snowpipe");
    account.pipes.put(List.of("SNOWWATCH", "AWS", dataset.dataset().pipe()), pipe);
  }

  public static Set<Section> only(Section... sections) {
    return Set.of(sections);
  }
}
