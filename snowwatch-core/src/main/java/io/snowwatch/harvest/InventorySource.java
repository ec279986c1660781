package io.snowwatch.harvest;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.catalog.DeclaredSource;
import java.util.List;

/**
 * A source whose API calls describe what there is at one moment.
 *
 * <p>Implementations are stateless and safe for use by several threads.
 */
public interface InventorySource extends DeclaredSource {

  /**
   * Makes the API calls and emits what they return, page by page. An exception fails every dataset
   * of the source in this scope.
   *
   * @param scope the account and Region to look at
   * @param emitter takes the records
   */
  void collect(AwsScope scope, RecordEmitter emitter);

  /**
   * The bodies of calls that are collected side by side.
   *
   * @return one of all datasets, which is {@link #collect}, unless overridden; together they have
   *     every dataset once
   */
  default List<SourcePart> parts() {
    return List.of(new SourcePart(declaration().datasets(), this::collect));
  }
}
