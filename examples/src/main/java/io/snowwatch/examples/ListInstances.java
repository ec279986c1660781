package io.snowwatch.examples;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.source.Ec2Instances;

/**
 * Lists the EC2 instances of an account as typed records: the AWS SDK's own model object, and what
 * SnowWatch adds.
 *
 * <p>Credentials and home Region are the AWS SDK's defaults, as the AWS CLI's are.
 */
public final class ListInstances {

  private ListInstances() {}

  /**
   * Prints Region, id and name of each instance.
   *
   * @param regions which Regions: names, {@code *} standing for any characters; none for all
   */
  public static void main(String... regions) {
    // tag::embedding[]
    try (AwsAccount account = AwsAccount.create()) {
      account
          .regions(regions)
          .flatMap(Ec2Instances::stream)
          .map(i -> i.region().regionName() + " " + i.resource().instanceId() + " " + i.name())
          .forEach(System.out::println);
    }
    // end::embedding[]
  }
}
