package io.snowwatch.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import io.snowwatch.source.Added;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** The contract can be kept by an API without pages, and every way to break it is named. */
class SourceContractItselfTest {

  private record Found(AccountAttribute resource, String accountId, Region region)
      implements InventoryRecord {

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).with("Region", region).toMap();
    }
  }

  /** EC2's attributes of an account, which come without pages. */
  private static final class Attributes extends SourceContract {

    private final String path;
    private final String action;

    Attributes(String path, String action) {
      this.path = path;
      this.action = action;
    }

    @Override
    protected InventorySource source() {
      Dataset dataset =
          Dataset.builder()
              .name("attributes")
              .title("Attributes")
              .objectPrefix("ATTRIBUTE")
              .addColumns(Column.string("NAME", path))
              .build();
      Source declaration =
          Source.builder()
              .name("attributes")
              .title("Attributes")
              .coverage(Coverage.REGIONAL)
              .directory("attributes")
              .addActions(action)
              .addDatasets(dataset)
              .build();
      return new InventorySource() {
        @Override
        public Source declaration() {
          return declaration;
        }

        @Override
        public void collect(AwsScope scope, RecordEmitter emitter) {
          scope
              .client(Ec2Client.class, Ec2Client::builder)
              .describeAccountAttributes()
              .accountAttributes()
              .forEach(
                  found ->
                      emitter.emit(dataset, new Found(found, scope.accountId(), scope.region())));
        }
      };
    }

    @Override
    protected SourceFixture fixture() {
      return new SourceFixture() {
        @Override
        public Map<Class<?>, SdkClient> clients(int pages) {
          return Map.of(Ec2Client.class, new Answering(pages));
        }

        @Override
        public boolean hasPages() {
          return false;
        }

        @Override
        public boolean hasEnums() {
          return false;
        }
      };
    }
  }

  private record Answering(int pages) implements Ec2Client {

    @Override
    public DescribeAccountAttributesResponse describeAccountAttributes(
        DescribeAccountAttributesRequest request) {
      return DescribeAccountAttributesResponse.builder()
          .accountAttributes(
              Pages.of(0, pages, n -> AccountAttribute.builder().attributeName("a" + n).build()))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  void anApiWithoutPagesKeepsTheContract() {
    for (Consumer<SourceContract> test :
        java.util.List.<Consumer<SourceContract>>of(
            SourceContract::everyResourceOfEveryPageIsALine,
            SourceContract::everyLineSaysItsAccountAndItsRegion,
            SourceContract::anAccountThatHasNothingIsAskedAndSaysSo,
            SourceContract::aDeniedPartFailsAloneAndIsNeverAnEmptyList,
            SourceContract::aRegionThatTheAccountHasNotEnabledIsSkippedAndSaidToBe,
            SourceContract::theActionsAreThoseOfTheCalls,
            SourceContract::everyPathLeadsToSomethingInARecord,
            SourceContract::everyCallThatTakesAPageSizeAsksForTheLargest)) {
      assertThatCode(
              () -> test.accept(new Attributes("AttributeName", "ec2:DescribeAccountAttributes")))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aPathThatLeadsNowhereIsNamedWithItsSource() {
    assertThatThrownBy(
            () ->
                new Attributes("AtributeName", "ec2:DescribeAccountAttributes")
                    .everyPathLeadsToSomethingInARecord())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "Source 'attributes': [paths of attributes that lead nowhere in the records of its"
                + " fixture]")
        .hasMessageContaining("column NAME: AtributeName");
  }

  @Test
  void anActionThatIsNotThatOfTheCallIsNamedWithItsSource() {
    assertThatThrownBy(
            () ->
                new Attributes("AttributeName", "ec2:DescribeInstances")
                    .theActionsAreThoseOfTheCalls())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("Source 'attributes': ")
        .hasMessageContainingAll("ec2:DescribeInstances", "ec2:DescribeAccountAttributes");
  }
}
