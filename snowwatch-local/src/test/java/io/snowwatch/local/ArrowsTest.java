package io.snowwatch.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.snowwatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

  @ArchTest
  static final ArchRule ANSWERS_ARE_TEXT_AND_RUN_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.answers..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "org.duckdb..", "io.snowwatch.local..", "software.amazon..");

  @ArchTest
  static final ArchRule NOTHING_BELOW_KNOWS_THE_ANSWERS =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.snowwatch.answers..", "io.snowwatch.local..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snowwatch.answers..", "io.snowwatch.local..", "org.duckdb..");
}
