package io.snowwatch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which. */
@AnalyzeClasses(packages = "io.snowwatch", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_CATALOG_DEPENDS_ON_NOTHING_ELSE_OF_SNOWWATCH =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.catalog")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.snowwatch..", "software.amazon..")
                  .and(DescribedPredicate.not(resideInAPackage("io.snowwatch.catalog"))));

  @ArchTest
  static final ArchRule HARVESTING_KNOWS_NO_SERVICE_BY_NAME =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.harvest")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.snowwatch.source..", "software.amazon.awssdk.services..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.equivalentTo(
                              software.amazon.awssdk.services.ec2.model.Region.class))));

  @ArchTest
  static final ArchRule LOG_FILES_ARE_READ_WITHOUT_AWS =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.snowwatch.cloudtrail",
              "io.snowwatch.cloudtrail.split",
              "io.snowwatch.cloudtrail.event")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "io.snowwatch.aws", "io.snowwatch.harvest");

  @ArchTest
  static final ArchRule SPLITTING_KNOWS_NO_OTHER_ROOM_OF_CLOUDTRAIL =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.cloudtrail.split")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.snowwatch.cloudtrail",
              "io.snowwatch.cloudtrail.event",
              "io.snowwatch.cloudtrail.digest");

  @ArchTest
  static final ArchRule EVENTS_KNOW_ONLY_SPLITTING =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.cloudtrail.event")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snowwatch.cloudtrail", "io.snowwatch.cloudtrail.digest");

  @ArchTest
  static final ArchRule DIGESTS_KNOW_ONLY_SPLITTING =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.cloudtrail.digest")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snowwatch.cloudtrail", "io.snowwatch.cloudtrail.event");

  @ArchTest
  static final ArchRule JSON_KNOWS_NEITHER_SERVICES_NOR_THE_REST =
      noClasses()
          .that()
          .resideInAPackage("io.snowwatch.json")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.snowwatch..", "software.amazon.awssdk.services..")
                  .and(DescribedPredicate.not(resideInAPackage("io.snowwatch.json"))));

  @ArchTest
  static final ArchRule PACKAGES_DEPEND_ONE_WAY =
      slices().matching("io.snowwatch.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper");

  @ArchTest
  static final ArchRule NOBODY_OUTSIDE_EXTENDS_A_CONCRETE_CLASS =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotInterfaces()
          .and(DescribedPredicate.not(simpleNameEndingWith("Exception")))
          .and()
          .doNotHaveModifier(JavaModifier.ABSTRACT)
          .and(DescribedPredicate.not(nameContaining(".Immutable")))
          .should()
          .haveModifier(JavaModifier.FINAL);
}
