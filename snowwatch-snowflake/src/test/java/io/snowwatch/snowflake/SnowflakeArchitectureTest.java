package io.snowwatch.snowflake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What is wanted knows nothing of a server, and one class knows how to speak to one. */
@AnalyzeClasses(
    packages = "io.snowwatch.snowflake",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SnowflakeArchitectureTest {

  @ArchTest
  static final ArchRule ONE_CLASS_KNOWS_JDBC =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.snowwatch.snowflake.live.JdbcSnowflakeClient")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "net.snowflake..");

  @ArchTest
  static final ArchRule WHAT_IS_WANTED_KNOWS_NOTHING_LIVE =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.snowflake")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.snowwatch.snowflake.live..",
              "io.snowwatch.snowflake.aws..",
              "io.snowwatch.snowflake.doctor..");

  @ArchTest
  static final ArchRule SNOWFLAKE_KNOWS_NOTHING_OF_AWS_CLIENTS =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.snowflake.live")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snowwatch.snowflake.aws..", "software.amazon..");
}
