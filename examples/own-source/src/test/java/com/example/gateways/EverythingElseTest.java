package com.example.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.answers.AnswerView;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Source;
import io.snowwatch.lambda.MonitorSource;
import io.snowwatch.serverless.FunctionPolicy;
import io.snowwatch.serverless.ServerlessPart;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.KnownSources;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows from the one class. */
class EverythingElseTest {

  private final KnownSources sources = KnownSources.found(getClass().getClassLoader());
  private final Catalog catalog = sources.catalog();
  private final Source source = catalog.source("internet_gateways");

  @Test
  void snowflakeHasItsTableItsPipeAndItsView() {
    SnowflakePlan plan =
        SnowflakePlan.of(catalog, SnowflakeSettings.builder().accountId("123456789012").build());

    assertThat(plan.print())
        .contains(
            "INTERNET_GATEWAY_MONITORING_LANDING_ZONE",
            "INTERNET_GATEWAY_MONITORING_PIPE",
            "internet_gateway_monitoring/");
    assertThat(AnswerViews.of(catalog, Dialect.SNOWFLAKE, dataset -> dataset.table()).all())
        .extracting(AnswerView::name)
        .contains("INTERNET_GATEWAYS", "RESOURCE_TAGS");
  }

  @Test
  void itsCheckIsAmongTheOthers() {
    assertThat(KnownChecks.found(getClass().getClassLoader()).of("IG01").datasets())
        .containsExactly("internet_gateways");
  }

  @Test
  void itsFunctionMayDoWhatItDoesAndNoMore() {
    assertThat(FunctionPolicy.of(catalog, source).actions())
        .containsExactly(
            "ec2:DescribeInternetGateways",
            "ec2:DescribeRegions",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "s3:AbortMultipartUpload",
            "s3:PutObject",
            "sqs:SendMessage");
    assertThat(ServerlessPart.of(catalog, source).yaml())
        .contains("monitorInternetGateways:", "SNOWWATCH_SOURCE: internet_gateways");
  }

  @Test
  void itsFunctionFindsIt() {
    assertThat(
            new MonitorSource(
                Map.of(
                    "SNOWWATCH_SOURCE", "internet_gateways",
                    "S3_BUCKET_NAME", "snowwatch-123456789012")))
        .isNotNull();
  }
}
