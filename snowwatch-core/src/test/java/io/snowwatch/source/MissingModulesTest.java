package io.snowwatch.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.cloudtrail.event.CloudTrailEvent;
import io.snowwatch.cloudtrail.event.EventFilter;
import io.snowwatch.cloudtrail.event.EventStream;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestReport;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.testing.ClassPathWithout;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Whoever embeds a part of SnowWatch brings the SDK's modules of that part, and no others. */
class MissingModulesTest {

  private static final ClassPathWithout NO_COLLECTING =
      ClassPathWithout.modules(
          "ec2", "elasticloadbalancing", "elasticloadbalancingv2", "iam", "cloudtrail");

  @Test
  void theCatalogNeedsNoClassOfTheSdk() {
    assertThat(ClassPathWithout.theSdk().answer(NamesOfTheCatalog.class))
        .isEqualTo(new NamesOfTheCatalog().get());
  }

  @Test
  void eventsAreReadWithoutTheSdk() {
    assertThat(ClassPathWithout.theSdk().answer(NameOfAnEvent.class)).isEqualTo("RunInstances");
  }

  @Test
  void anAccountHasItsBucketWithoutTheServicesThatAreCollected() {
    assertThat(NO_COLLECTING.answer(ClientOfS3.class)).isEqualTo("s3 of 123456789012");
  }

  @Test
  void whatIsStreamedWithoutItsModuleSaysWhichItIs() {
    assertThat(NO_COLLECTING.answer(EveryStream.class).lines())
        .containsExactly(
            missing("ec2"),
            missing("ec2"),
            missing("elasticloadbalancing"),
            missing("elasticloadbalancingv2"),
            missing("iam"),
            missing("iam"),
            missing("iam"),
            missing("iam"),
            missing("ec2"));
  }

  @Test
  void aHarvestWithoutItsModulesFailsInEveryPartAndSaysWhichTheyAre() {
    assertThat(NO_COLLECTING.answer(EveryHarvest.class).lines().distinct())
        .containsExactlyInAnyOrder(
            "MissingModule: " + missing("ec2"), "MissingModule: " + missing("iam"));
  }

  private static String missing(String module) {
    return "The AWS SDK's module '%1$s' is not on the class path: add the dependency software.amazon.awssdk:%1$s, or io.snowwatch:snowwatch-aws-services (type pom) for those of all built-in sources."
        .formatted(module);
  }

  /** Loads every declaration. */
  public static final class NamesOfTheCatalog implements Supplier<String> {
    @Override
    public String get() {
      return Sources.catalog().datasets().stream()
          .map(Dataset::name)
          .collect(Collectors.joining(" "));
    }
  }

  /** Types an event. */
  public static final class NameOfAnEvent implements Supplier<String> {
    @Override
    public String get() {
      byte[] file =
          "{\"Records\":[{\"eventName\":\"RunInstances\",\"eventVersion\":\"1.08\",\"eventTime\":\"2026-11-25T00:00:00Z\"}]}"
              .getBytes(StandardCharsets.UTF_8);
      try (Stream<CloudTrailEvent> events =
          EventStream.of(new ByteArrayInputStream(file), EventFilter.all())) {
        return events.map(event -> event.eventName().orElse("")).collect(Collectors.joining());
      }
    }
  }

  private static AwsAccount account() {
    return AwsAccount.create(
        AwsSettings.builder()
            .homeRegion(Region.EU_WEST_1)
            .accountId("123456789012")
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .endpointOverride(URI.create("http://localhost:1"))
            .build());
  }

  /** Makes what the transfer of log files needs. */
  public static final class ClientOfS3 implements Supplier<String> {
    @Override
    public String get() {
      try (AwsAccount account = account()) {
        return account.client(S3Client.class, S3Client::builder).serviceName()
            + " of "
            + account.accountId();
      }
    }
  }

  /** Begins each stream. */
  public static final class EveryStream implements Supplier<String> {
    @Override
    public String get() {
      try (AwsAccount account = account()) {
        AwsScope scope = account.global();
        List<Supplier<Stream<?>>> streams =
            List.of(
                () -> Ec2Instances.stream(scope),
                () -> SecurityGroups.stream(scope),
                () -> LoadBalancers.streamClassic(scope),
                () -> LoadBalancers.streamV2(scope),
                () -> Iam.streamUsers(scope),
                () -> Iam.streamGroups(scope),
                () -> Iam.streamRoles(scope),
                () -> Iam.streamPolicies(scope),
                account::regions);
        List<String> problems = new ArrayList<>();
        for (Supplier<Stream<?>> stream : streams) {
          try {
            stream.get().close();
            problems.add("no problem");
          } catch (ConfigurationException e) {
            problems.addAll(e.problems());
          }
        }
        return String.join("\n", problems);
      }
    }
  }

  /** Harvests everything. */
  public static final class EveryHarvest implements Supplier<String> {
    @Override
    public String get() {
      try (AwsAccount account = account()) {
        HarvestReport report =
            Harvest.builder()
                .addAccounts(account)
                .addAllSources(Sources.inventory())
                .regions(RegionFilter.all())
                .sink(SnapshotSink.lines(OutputStream.nullOutputStream()))
                .build()
                .run();
        return report.failed().stream()
            .map(run -> ((io.snowwatch.harvest.Outcome.Failed) run.outcome()).failure().toString())
            .collect(Collectors.joining("\n"));
      }
    }
  }
}
