package io.snowwatch.examples.quickstart;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
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
import software.amazon.awssdk.services.iam.IamClient;

/** The API calls that make an estate real in an account of an emulator. */
final class EstateCreation {

  /** An image that Moto knows from the beginning. */
  private static final String IMAGE = "ami-12c6146b";

  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}]}
      """;

  private static final String ALLOW =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "%s", "Resource": "*"}]}
      """;

  private final AwsAccount account;
  private final Estate estate;

  private EstateCreation(AwsAccount account, Estate estate) {
    this.account = account;
    this.estate = estate;
  }

  /** Creates everything but the deeds, which CloudTrail reports. */
  static void create(AwsAccount account, Estate estate) {
    EstateCreation creation = new EstateCreation(account, estate);
    // Regions share nothing, so that they are created at once.
    account.regions(estate.regions().toArray(String[]::new)).toList().stream()
        .parallel()
        .forEach(creation::createRegion);
    creation.createIam();
  }

  private void createRegion(AwsScope scope) {
    Ec2Client ec2 = scope.client(Ec2Client.class, Ec2Client::builder);
    List<Subnet> subnets = ec2.describeSubnets().subnets();
    Map<String, String> groupIds = new HashMap<>();
    for (Estate.Group group : estate.groups()) {
      if (group.region().equals(scope.regionName())) {
        groupIds.put(group.name(), createGroup(ec2, group, subnets.get(0).vpcId()));
      }
    }
    for (Estate.Hosts hosts : estate.hosts()) {
      if (hosts.region().equals(scope.regionName())) {
        launch(ec2, hosts, groupIds.getOrDefault(hosts.group(), ""), subnets.get(0).subnetId());
      }
    }
    for (Estate.Balancer balancer : estate.loadBalancers()) {
      if (balancer.region().equals(scope.regionName())) {
        if (balancer.type() == Estate.Balancer.Type.CLASSIC) {
          createClassic(scope, balancer, subnets);
        } else {
          createV2(scope, balancer, subnets);
        }
      }
    }
  }

  /**
   * Opens a group to the world, as somebody does who means to close it again.
   *
   * @return the group's id
   */
  static String open(AwsAccount account, String region, String name, int port) {
    Ec2Client ec2 =
        account
            .regions(region)
            .findFirst()
            .orElseThrow()
            .client(Ec2Client.class, Ec2Client::builder);
    String id =
        ec2.describeSecurityGroups(
                r -> r.filters(Filter.builder().name("group-name").values(name).build()))
            .securityGroups()
            .get(0)
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        r -> r.groupId(id).ipPermissions(permission(Estate.Rule.tcp(port, port, Estate.WORLD))));
    return id;
  }

  private static String createGroup(Ec2Client ec2, Estate.Group group, String vpcId) {
    String id =
        ec2.createSecurityGroup(
                r -> r.groupName(group.name()).description("For " + group.name()).vpcId(vpcId))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(id)
                .ipPermissions(group.rules().stream().map(EstateCreation::permission).toList()));
    return id;
  }

  private static IpPermission permission(Estate.Rule rule) {
    IpPermission.Builder permission = IpPermission.builder().ipProtocol(rule.protocol());
    if (rule.from() >= 0) {
      permission.fromPort(rule.from()).toPort(rule.to());
    }
    return permission
        .ipRanges(
            rule.sources().stream()
                .filter(source -> !source.contains(":"))
                .map(source -> IpRange.builder().cidrIp(source).build())
                .toList())
        .ipv6Ranges(
            rule.sources().stream()
                .filter(source -> source.contains(":"))
                .map(source -> Ipv6Range.builder().cidrIpv6(source).build())
                .toList())
        .build();
  }

  private static void launch(Ec2Client ec2, Estate.Hosts hosts, String groupId, String subnetId) {
    List<String> ids =
        ec2
            .runInstances(
                r -> {
                  r.imageId(IMAGE).instanceType(hosts.type()).subnetId(subnetId);
                  r.minCount(hosts.count()).maxCount(hosts.count()).securityGroupIds(groupId);
                  hosts
                      .name()
                      .ifPresent(
                          name ->
                              r.tagSpecifications(
                                  TagSpecification.builder()
                                      .resourceType("instance")
                                      .tags(Tag.builder().key("Name").value(name).build())
                                      .build()));
                })
            .instances()
            .stream()
            .map(Instance::instanceId)
            .toList();
    if (hosts.state() == Estate.Hosts.State.STOPPED) {
      ec2.stopInstances(r -> r.instanceIds(ids));
    }
  }

  private static void createClassic(
      AwsScope scope, Estate.Balancer balancer, List<Subnet> subnets) {
    scope
        .client(ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder)
        .createLoadBalancer(
            r ->
                r.loadBalancerName(balancer.name())
                    .scheme(balancer.scheme().apiName())
                    .subnets(subnets.get(0).subnetId())
                    .listeners(
                        balancer.ports().stream()
                            .map(
                                port ->
                                    Listener.builder()
                                        .protocol(port.protocol())
                                        .loadBalancerPort(port.number())
                                        .instancePort(port.number())
                                        .build())
                            .toList()));
  }

  private static void createV2(AwsScope scope, Estate.Balancer balancer, List<Subnet> subnets) {
    ElasticLoadBalancingV2Client v2 =
        scope.client(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
    String arn =
        v2.createLoadBalancer(
                r ->
                    r.name(balancer.name())
                        .type(
                            balancer.type() == Estate.Balancer.Type.NETWORK
                                ? "network"
                                : "application")
                        .scheme(balancer.scheme().apiName())
                        .subnets(subnets.get(0).subnetId(), subnets.get(1).subnetId()))
            .loadBalancers()
            .get(0)
            .loadBalancerArn();
    for (Estate.Port port : balancer.ports()) {
      String target =
          v2.createTargetGroup(
                  r ->
                      r.name(balancer.name() + "-" + port.number())
                          .protocol(port.protocol())
                          .port(port.number())
                          .vpcId(subnets.get(0).vpcId()))
              .targetGroups()
              .get(0)
              .targetGroupArn();
      v2.createListener(
          r ->
              r.loadBalancerArn(arn)
                  .protocol(port.protocol())
                  .port(port.number())
                  .defaultActions(
                      Action.builder()
                          .type(ActionTypeEnum.FORWARD)
                          .targetGroupArn(target)
                          .build()));
    }
  }

  private void createIam() {
    IamClient iam = account.client(IamClient.class, IamClient::builder);
    for (Estate.Role role : estate.roles()) {
      iam.createRole(
          r -> r.roleName(role.name()).assumeRolePolicyDocument(TRUST.formatted(role.service())));
      String policyArn =
          iam.createPolicy(
                  r -> r.policyName(role.name()).policyDocument(ALLOW.formatted(role.action())))
              .policy()
              .arn();
      iam.attachRolePolicy(r -> r.roleName(role.name()).policyArn(policyArn));
    }
    estate.people().stream()
        .flatMap(person -> person.groups().stream())
        .distinct()
        .forEach(group -> iam.createGroup(r -> r.groupName(group)));
    for (Estate.Person person : estate.people()) {
      iam.createUser(r -> r.userName(person.name()));
      person
          .groups()
          .forEach(group -> iam.addUserToGroup(r -> r.userName(person.name()).groupName(group)));
      for (int device = 1; device <= person.mfaDevices(); device++) {
        String serial =
            "arn:aws:iam::%s:mfa/%s-%d".formatted(account.accountId(), person.name(), device);
        iam.enableMFADevice(
            r ->
                r.userName(person.name())
                    .serialNumber(serial)
                    .authenticationCode1("123456")
                    .authenticationCode2("654321"));
      }
    }
  }
}
