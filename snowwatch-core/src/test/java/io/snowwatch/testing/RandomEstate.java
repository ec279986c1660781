package io.snowwatch.testing;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerSchemeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.iam.IamClient;

/** Fills an account of an emulator with resources of every kind that SnowWatch collects. */
public final class RandomEstate {

  private static final IpRange WORLD =
      IpRange.builder().cidrIp("0.0.0.0/0").description("é <world>").build();
  private static final Ipv6Range WORLD_V6 = Ipv6Range.builder().cidrIpv6("::/0").build();

  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
      """;
  private static final String ALLOW =
      """
      {"Version": "2012-10-17", "Statement": [{"Sid": "%s", "Effect": "Allow",
        "Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::a+b c/*"}]}
      """;

  private final Random random;

  private RandomEstate(long seed) {
    this.random = new Random(seed);
  }

  /** Creates the same resources for the same seed, but for the ids that the emulator chooses. */
  public static void create(AwsAccount account, long seed, String... regions) {
    RandomEstate estate = new RandomEstate(seed);
    account.regions(regions).forEach(estate::createRegional);
    estate.createGlobal(account.global());
  }

  private void createRegional(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    List<Subnet> subnets = ec2.describeSubnets().subnets();
    String vpcId = subnets.get(0).vpcId();
    for (int i = between(1, 4); i > 0; i--) {
      String group = groupName("group", i);
      String id =
          ec2.createSecurityGroup(
                  r -> r.groupName(group).description("Rules of " + group).vpcId(vpcId))
              .groupId();
      IpPermission.Builder rule =
          IpPermission.builder().ipProtocol("tcp").fromPort(22).toPort(between(22, 100));
      ec2.authorizeSecurityGroupIngress(
          r ->
              r.groupId(id)
                  .ipPermissions(
                      random.nextBoolean()
                          ? rule.ipRanges(WORLD).build()
                          : rule.ipv6Ranges(WORLD_V6).build()));
    }
    for (int i = between(2, 5); i > 0; i--) {
      int count = between(1, 4);
      boolean named = random.nextBoolean();
      String name = groupName("host", i);
      ec2.runInstances(
          r -> {
            r.imageId("ami-12c6146b").instanceType("t3.micro").minCount(count).maxCount(count);
            r.subnetId(subnets.get(0).subnetId());
            if (named) {
              r.tagSpecifications(
                  TagSpecification.builder()
                      .resourceType("instance")
                      .tags(
                          Tag.builder().key("Name").value(name).build(),
                          Tag.builder().key("Team").value("Ünï\"code\"\n").build())
                      .build());
            }
          });
    }
    createLoadBalancers(scope, subnets);
  }

  private void createLoadBalancers(AwsScope scope, List<Subnet> subnets) {
    ElasticLoadBalancingClient classic =
        scope.client(ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
    for (int i = between(1, 3); i > 0; i--) {
      String name = groupName("classic", i);
      List<Listener> listeners =
          IntStream.range(0, between(1, 3))
              .mapToObj(
                  n ->
                      Listener.builder()
                          .protocol("TCP")
                          .loadBalancerPort(80 + n)
                          .instancePort(8080 + n)
                          .build())
              .toList();
      classic.createLoadBalancer(
          r ->
              r.loadBalancerName(name)
                  .listeners(listeners)
                  .subnets(subnets.get(0).subnetId())
                  .scheme(random.nextBoolean() ? "internal" : "internet-facing"));
    }
    ElasticLoadBalancingV2Client v2 =
        scope.client(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    for (int i = between(1, 3); i > 0; i--) {
      String name = groupName("net", i);
      String arn =
          v2.createLoadBalancer(
                  r ->
                      r.name(name)
                          .type(LoadBalancerTypeEnum.NETWORK)
                          .scheme(
                              random.nextBoolean()
                                  ? LoadBalancerSchemeEnum.INTERNAL
                                  : LoadBalancerSchemeEnum.INTERNET_FACING)
                          .subnets(subnets.get(0).subnetId(), subnets.get(1).subnetId()))
              .loadBalancers()
              .get(0)
              .loadBalancerArn();
      String target =
          v2.createTargetGroup(
                  r ->
                      r.name(name)
                          .protocol(ProtocolEnum.TCP)
                          .port(80)
                          .vpcId(subnets.get(0).vpcId()))
              .targetGroups()
              .get(0)
              .targetGroupArn();
      for (int port = between(0, 3); port > 0; port--) {
        int number = 8000 + port;
        v2.createListener(
            r ->
                r.loadBalancerArn(arn)
                    .protocol(ProtocolEnum.TCP)
                    .port(number)
                    .defaultActions(
                        Action.builder()
                            .type(ActionTypeEnum.FORWARD)
                            .targetGroupArn(target)
                            .build()));
      }
    }
  }

  private void createGlobal(AwsScope scope) {
    IamClient iam = scope.client(IamClient.class, IamClient::builder);
    for (int i = between(1, 4); i > 0; i--) {
      String name = groupName("role", i);
      iam.createRole(r -> r.roleName(name).path("/p/").assumeRolePolicyDocument(TRUST));
      iam.putRolePolicy(
          r -> r.roleName(name).policyName("inline").policyDocument(ALLOW.formatted("Inline")));
      iam.createPolicy(
          r -> r.policyName(name).policyDocument(ALLOW.formatted("Managed")).description("d"));
      iam.createGroup(r -> r.groupName(name));
    }
    for (int i = between(2, 6); i > 0; i--) {
      String name = groupName("user", i);
      iam.createUser(r -> r.userName(name));
      for (int device = between(0, 2); device > 0; device--) {
        String serial = "arn:aws:iam::%s:mfa/%s-%d".formatted(scope.accountId(), name, device);
        iam.enableMFADevice(
            r ->
                r.userName(name)
                    .serialNumber(serial)
                    .authenticationCode1("123456")
                    .authenticationCode2("654321"));
      }
    }
  }

  private static String groupName(String kind, int number) {
    return kind + "-" + number;
  }

  private int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }
}
