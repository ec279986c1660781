package io.snowwatch.contract;

import java.util.Map;
import software.amazon.awssdk.core.SdkClient;

/**
 * What AWS answers to one source.
 *
 * <p>Implementations make new clients in every call, which several threads may use.
 */
public interface SourceFixture {

  /** What an API returns for a member of an enum that this version of the SDK does not know. */
  String FUTURE = "value-of-the-future";

  /**
   * The clients that the source calls. Regions are listed by the contract itself: no fixture needs
   * {@code DescribeRegions}.
   *
   * @param pages how many pages each paginated call has, of two resources or more ({@link Pages}
   *     makes them); 0 for an account that has nothing. An API without pages answers all at once.
   *     The resources have every member that the declaration names, and an enum of value {@link
   *     #FUTURE} among them
   * @return the clients by their interfaces, such as {@code Ec2Client.class}
   */
  Map<Class<?>, SdkClient> clients(int pages);

  /**
   * Whether the API has pages.
   *
   * @return true unless it answers everything at once
   */
  default boolean hasPages() {
    return true;
  }

  /**
   * Whether a resource has a member of an enum, which may have a value of the future.
   *
   * @return true unless it has none
   */
  default boolean hasEnums() {
    return true;
  }

  /**
   * What IAM calls a service in its actions.
   *
   * @param serviceName what the SDK calls it, such as {@code monitoring} for CloudWatch
   * @return the same, unless overridden, such as {@code cloudwatch}
   */
  default String actionPrefix(String serviceName) {
    return serviceName;
  }
}
