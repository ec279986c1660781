package io.snowwatch.examples;

import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.source.Sources;

/** Prints the Snowflake side of an AWS account as a script. Nothing is connected to. */
public final class GenerateSql {

  private GenerateSql() {}

  /**
   * Prints the script.
   *
   * @param args the AWS account's id, 12 digits
   */
  public static void main(String... args) {
    String accountId = Arguments.of("GenerateSql", args).required("account id");
    // tag::sql[]
    SnowflakeSettings settings = SnowflakeSettings.builder().accountId(accountId).build();
    SnowflakePlan plan = SnowflakePlan.of(Sources.catalog(), settings);
    System.out.print(plan.print());
    // end::sql[]
  }
}
