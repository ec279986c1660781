package io.snowwatch.harvest;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.Dataset;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A body of a source's API calls that does not wait for the source's others: parts of one scope are
 * collected at the same time, and each lands or fails by itself.
 *
 * @param datasets what the calls yield, some of the source's datasets; each belongs to one part
 * @param calls makes the calls and emits what they return, as {@link InventorySource#collect} does
 */
public record SourcePart(List<Dataset> datasets, BiConsumer<AwsScope, RecordEmitter> calls) {

  /** Copies the datasets. */
  public SourcePart {
    datasets = List.copyOf(datasets);
  }
}
