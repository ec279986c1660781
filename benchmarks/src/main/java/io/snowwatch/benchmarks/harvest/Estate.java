package io.snowwatch.benchmarks.harvest;

import java.util.List;

/**
 * What there is in the account: the same in every Region, and one Region with more.
 *
 * @param title what the table calls it
 * @param instances EC2 instances in each Region
 * @param groups security groups in each Region
 * @param classic classic load balancers in each Region
 * @param modern version 2 load balancers in each Region, with two listeners each
 * @param largeGroups security groups in the large Region
 * @param largeModern version 2 load balancers in the large Region
 * @param users IAM users, every other with an MFA device
 */
record Estate(
    String title,
    int instances,
    int groups,
    int classic,
    int modern,
    int largeGroups,
    int largeModern,
    int users) {

  /** An account that has opted into every Region, four more than there were in 2025. */
  static final List<String> REGIONS =
      List.of(
          "af-south-1",
          "ap-east-1",
          "ap-east-2",
          "ap-northeast-1",
          "ap-northeast-2",
          "ap-northeast-3",
          "ap-south-1",
          "ap-south-2",
          "ap-southeast-1",
          "ap-southeast-2",
          "ap-southeast-3",
          "ap-southeast-4",
          "ap-southeast-5",
          "ap-southeast-6",
          "ap-southeast-7",
          "ap-southeast-8",
          "ca-central-1",
          "ca-west-1",
          "eu-central-1",
          "eu-central-2",
          "eu-north-1",
          "eu-north-2",
          "eu-south-1",
          "eu-south-2",
          "eu-west-1",
          "eu-west-2",
          "eu-west-3",
          "il-central-1",
          "me-central-1",
          "me-south-1",
          "me-west-1",
          "mx-central-1",
          "sa-east-1",
          "sa-west-1",
          "us-east-1",
          "us-east-2",
          "us-west-1",
          "us-west-2");

  static final String LARGE_REGION = "us-east-1";

  static final Estate SMALL = new Estate("38 Regions, a little in each", 2, 3, 1, 0, 3, 2, 3);

  static final Estate LARGE =
      new Estate(
          "38 Regions; in one of them 300 security groups and 100 load balancers; 150 users",
          2,
          3,
          0,
          0,
          300,
          100,
          150);

  int groups(String region) {
    return region.equals(LARGE_REGION) ? largeGroups : groups;
  }

  int modern(String region) {
    return region.equals(LARGE_REGION) ? largeModern : modern;
  }

  /**
   * The calls that wait for each other on the longest way through a harvest into a folder, where a
   * scope makes so many further calls at once: STS, the Regions, both kinds of load balancers and
   * the listeners; or STS, the account's details and the MFA devices.
   */
  int chain(int detailCalls) {
    int balancers = 4 + rounds(modern(LARGE_REGION), detailCalls);
    return Math.max(balancers, 2 + rounds(users, detailCalls));
  }

  /** The calls of a harvest into a folder. */
  int calls() {
    int listeners = (REGIONS.size() - 1) * modern + largeModern;
    return 4 + 4 * REGIONS.size() + listeners + users;
  }

  private static int rounds(int calls, int atOnce) {
    return (calls + atOnce - 1) / atOnce;
  }
}
