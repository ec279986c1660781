package io.snowwatch.lambda;

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
import software.amazon.awssdk.services.ec2.model.Region;

/** A source that is not built in, as a jar of somebody's own declares it. */
public final class RegionsSource implements InventorySource {

  private static final Dataset DATASET =
      Dataset.builder()
          .name("test_regions")
          .title("Regions")
          .objectPrefix("TEST_REGION")
          .addColumns(Column.string("ACCOUNT_ID", "AccountId"))
          .build();

  private static final Source DECLARATION =
      Source.builder()
          .name("test_regions")
          .title("Regions")
          .coverage(Coverage.REGIONAL)
          .directory("test_regions")
          .addDatasets(DATASET)
          .build();

  private record Found(Region resource, String accountId) implements InventoryRecord {

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).toMap();
    }
  }

  @Override
  public Source declaration() {
    return DECLARATION;
  }

  @Override
  public void collect(AwsScope scope, RecordEmitter emitter) {
    emitter.emit(DATASET, new Found(scope.region(), scope.accountId()));
  }
}
