package io.snowwatch.serverless;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What runs in Lambda knows neither Snowflake nor how it is deployed. */
@AnalyzeClasses(packages = "io.snowwatch", importOptions = ImportOption.DoNotIncludeTests.class)
class DeployedClassesTest {

  @ArchTest
  static final ArchRule FUNCTIONS_KNOW_NEITHER_DATABASES_NOR_THEIR_DEPLOYMENT =
      noClasses()
          .that()
          // ArtifactIT looks that none of them is in the jar.
          .resideOutsideOfPackages(
              "io.snowwatch.serverless",
              "io.snowwatch.snowflake..",
              "io.snowwatch.answers..",
              "io.snowwatch.testing")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "net.snowflake..",
              "io.snowwatch.snowflake..",
              "io.snowwatch.cli..",
              "io.snowwatch.serverless..");
}
