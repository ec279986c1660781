package io.snowwatch.source;

import static io.snowwatch.catalog.Column.count;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

import io.snowwatch.aws.AwsScope;
import io.snowwatch.aws.Failure;
import io.snowwatch.aws.SdkModules;
import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.ListPath;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Region;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancing.model.LoadBalancerDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;

/**
 * The load balancers of a Region: classic, application, network and gateway.
 *
 * <p>Stateless and safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html">
 *     DescribeLoadBalancers, classic</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html">
 *     DescribeLoadBalancers, v2</a>
 */
public final class LoadBalancers implements InventorySource {

  /** The most that either generation of the API gives at once, of load balancers and listeners. */
  private static final int PAGE = 400;

  static final Dataset DATASET =
      Dataset.builder()
          .name("load_balancers")
          .title("Load balancers, classic and v2")
          .objectPrefix("ELB_MONITORING")
          .addColumns(
              string("HOSTED_ZONE_NAME", "CanonicalHostedZoneName")
                  .describe("The DNS name in its hosted zone; only of classic ones."),
              string("HOSTED_ZONE_NAME_ID", "CanonicalHostedZoneNameID", "CanonicalHostedZoneId")
                  .describe("The id of the Route 53 hosted zone."),
              timestamp("CREATED_TIME", "CreatedTime").describe("When it was created."),
              string("DNS_NAME", "DNSName").describe("The name under which clients find it."),
              string("LOAD_BALANCER_NAME", "LoadBalancerName").describe("Its name."),
              string("REGION_NAME", "Region.RegionName").describe("The Region, such as eu-west-1."),
              string("SCHEME", "Scheme").describe("internet-facing or internal."),
              string("VPC_ID", "VPCId", "VpcId").describe("The VPC that it is in."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."),
              string("LOAD_BALANCER_ARN", "LoadBalancerArn")
                  .describe("The ARN; NULL for a classic one."),
              string("TYPE", "Type")
                  .describe("application, network or gateway; NULL for a classic one."),
              string("STATE", "State.Code")
                  .describe("provisioning, active, active_impaired or failed."))
          .addViewColumns(
              string("IP_ADDRESS_TYPE", "IpAddressType")
                  .describe("ipv4, dualstack or dualstack-without-public-ipv4."),
              count("LISTENER_COUNT", "Listeners", "ListenerDescriptions")
                  .describe("How many listeners it has; NULL where they are not known."),
              count("ZONE_COUNT", "AvailabilityZones")
                  .describe("How many Availability Zones it is in."),
              count("INSTANCE_COUNT", "Instances")
                  .describe("How many instances are registered; only of classic ones."),
              count("SECURITY_GROUP_COUNT", "SecurityGroups")
                  .describe("How many security groups it has; NULL where it cannot have any."))
          .addKinds(
              new ResourceKind(
                  "AWS::ElasticLoadBalancingV2::LoadBalancer",
                  "LOAD_BALANCER_ARN",
                  "${LOAD_BALANCER_ARN}"),
              new ResourceKind(
                  "AWS::ElasticLoadBalancing::LoadBalancer",
                  "LOAD_BALANCER_NAME",
                  "arn:${Partition}:elasticloadbalancing:${REGION_NAME}:${ACCOUNT_ID}"
                      + ":loadbalancer/${LOAD_BALANCER_NAME}"))
          .addUnorderedLists(
              ListPath.parse("AvailabilityZones"),
              ListPath.parse("Instances"),
              ListPath.parse("ListenerDescriptions"),
              ListPath.parse("ListenerDescriptions[].PolicyNames"),
              ListPath.parse("Listeners"),
              ListPath.parse("SecurityGroups"),
              ListPath.parse("Subnets"))
          .addParts(
              Part.of(Views.LOAD_BALANCER_LISTENERS)
                  .elements("LISTENER", Part.RESOURCE, "Listeners")
                  .owner("LOAD_BALANCER_NAME", "TYPE", "SCHEME")
                  .column("LISTENER_ARN", "LISTENER", "ListenerArn")
                  .column("PROTOCOL", "LISTENER", "Protocol")
                  .column("PORT", "LISTENER", "Port")
                  .column("SSL_POLICY", "LISTENER", "SslPolicy")
                  .with(
                      "CERTIFICATE_ARN",
                      new PartValue.First(
                          "LISTENER",
                          JsonPath.parse("Certificates"),
                          JsonPath.parse("CertificateArn"))),
              Part.of(Views.LOAD_BALANCER_LISTENERS)
                  .elements("LISTENER", Part.RESOURCE, "ListenerDescriptions")
                  .owner("LOAD_BALANCER_NAME", "TYPE", "SCHEME")
                  .column("PROTOCOL", "LISTENER", "Listener.Protocol")
                  .column("PORT", "LISTENER", "Listener.LoadBalancerPort")
                  .column("INSTANCE_PROTOCOL", "LISTENER", "Listener.InstanceProtocol")
                  .column("INSTANCE_PORT", "LISTENER", "Listener.InstancePort")
                  .column("CERTIFICATE_ARN", "LISTENER", "Listener.SSLCertificateId"),
              Part.of(Views.LOAD_BALANCER_ACTIONS)
                  .elements("LISTENER", Part.RESOURCE, "Listeners")
                  .elements("DEED", "LISTENER", "DefaultActions")
                  .column("LISTENER_ARN", "LISTENER", "ListenerArn")
                  .column("PORT", "LISTENER", "Port")
                  .column("ACTION_TYPE", "DEED", "Type")
                  .column("REDIRECT_PROTOCOL", "DEED", "RedirectConfig.Protocol")
                  .column("REDIRECT_PORT", "DEED", "RedirectConfig.Port")
                  .column("TARGET_GROUP_ARN", "DEED", "TargetGroupArn"),
              Part.of(Views.LOAD_BALANCER_POLICIES)
                  .elements("LISTENER", Part.RESOURCE, "Listeners")
                  .texts("POLICY", "LISTENER", "SslPolicy")
                  .column("PORT", "LISTENER", "Port")
                  .element("POLICY_NAME", "POLICY"),
              Part.of(Views.LOAD_BALANCER_POLICIES)
                  .elements("LISTENER", Part.RESOURCE, "ListenerDescriptions")
                  .texts("POLICY", "LISTENER", "PolicyNames")
                  .column("PORT", "LISTENER", "Listener.LoadBalancerPort")
                  .element("POLICY_NAME", "POLICY"),
              Part.of(Views.LOAD_BALANCER_SECURITY_GROUPS)
                  .texts("SG", Part.RESOURCE, "SecurityGroups")
                  .element("GROUP_ID", "SG"))
          .build();

  static final Source DECLARATION =
      Source.builder()
          .name("load_balancers")
          .title("Load balancers, classic and v2")
          .function("monitorELBs")
          .coverage(Coverage.REGIONAL)
          .directory("elb_monitoring")
          .directoryVariable("S3_ELB_MONITORING_PATH")
          .addActions(
              "elasticloadbalancing:DescribeLoadBalancers",
              "elasticloadbalancing:DescribeListeners")
          .addDatasets(DATASET)
          .build();

  /**
   * The load balancers of a Region, classic ones first, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the load balancers
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   */
  public static Stream<LoadBalancer> stream(AwsScope scope) {
    return Stream.concat(streamClassic(scope), streamV2(scope));
  }

  /**
   * The classic load balancers of a Region, each page fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the load balancers, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<ClassicLoadBalancer> streamClassic(AwsScope scope) {
    return SdkModules.needed(() -> classic(scope));
  }

  private static Stream<ClassicLoadBalancer> classic(AwsScope scope) {
    ElasticLoadBalancingClient classic =
        scope.client(ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder);
    return scope
        .pages(classic.describeLoadBalancersPaginator(request -> request.pageSize(PAGE)))
        .flatMap(page -> page.loadBalancerDescriptions().stream())
        .map(found -> new ClassicLoadBalancer(found, scope.accountId(), scope.region()));
  }

  /**
   * The application, network and gateway load balancers of a Region with their listeners, each page
   * fetched when it is needed.
   *
   * @param scope the account and Region
   * @return the load balancers, in the API's order
   * @throws software.amazon.awssdk.core.exception.SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<LoadBalancerV2> streamV2(AwsScope scope) {
    return SdkModules.needed(() -> v2(scope));
  }

  private static Stream<LoadBalancerV2> v2(AwsScope scope) {
    ElasticLoadBalancingV2Client v2 = v2Client(scope);
    return listV2(v2, scope)
        .map(
            found ->
                new LoadBalancerV2(
                    found, listeners(v2, found, scope), scope.accountId(), scope.region()));
  }

  private static ElasticLoadBalancingV2Client v2Client(AwsScope scope) {
    return scope.client(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder);
  }

  private static Stream<software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer>
      listV2(ElasticLoadBalancingV2Client v2, AwsScope scope) {
    return scope
        .pages(v2.describeLoadBalancersPaginator(request -> request.pageSize(PAGE)))
        .flatMap(page -> page.loadBalancers().stream());
  }

  private static Optional<List<Listener>> listeners(
      ElasticLoadBalancingV2Client v2,
      software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer of,
      AwsScope scope) {
    try {
      return Optional.of(
          scope
              .pages(
                  v2.describeListenersPaginator(
                      request -> request.loadBalancerArn(of.loadBalancerArn()).pageSize(PAGE)))
              .flatMap(page -> page.listeners().stream())
              .toList());
    } catch (RuntimeException e) {
      // By its code: a class named here would be looked up to declare the source, too.
      if (Failure.hasCode(e, "LoadBalancerNotFound")) {
        return Optional.empty(); // Deleted since it was listed.
      }
      throw e;
    }
  }

  /** A load balancer of any kind, and where it is. */
  public sealed interface LoadBalancer extends InventoryRecord {

    /**
     * The Region.
     *
     * @return as {@code DescribeRegions} gives it
     */
    Region region();

    /**
     * The load balancer's name.
     *
     * @return unique within the Region and kind
     */
    String name();

    /**
     * The name under which clients find it.
     *
     * @return a DNS name
     */
    String dnsName();

    /**
     * Whether it takes traffic from the internet.
     *
     * @return {@code internet-facing} or {@code internal}
     */
    String scheme();
  }

  /**
   * A classic load balancer.
   *
   * @param resource the load balancer as the API describes it
   * @param accountId the account that the credentials belong to, 12 digits
   * @param region the Region as {@code DescribeRegions} gives it
   */
  public record ClassicLoadBalancer(
      LoadBalancerDescription resource, String accountId, Region region) implements LoadBalancer {

    @Override
    public String name() {
      return resource.loadBalancerName();
    }

    @Override
    public String dnsName() {
      return resource.dnsName();
    }

    @Override
    public String scheme() {
      return resource.scheme();
    }

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).with("Region", region).toMap();
    }
  }

  /**
   * An application, network or gateway load balancer.
   *
   * @param resource the load balancer as the API describes it
   * @param listeners all its listeners; empty if it was deleted before they were asked for, and in
   *     a harvest also if the call failed
   * @param accountId the account that the credentials belong to, 12 digits
   * @param region the Region as {@code DescribeRegions} gives it
   */
  public record LoadBalancerV2(
      software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer resource,
      Optional<List<Listener>> listeners,
      String accountId,
      Region region)
      implements LoadBalancer {

    @Override
    public String name() {
      return resource.loadBalancerName();
    }

    @Override
    public String dnsName() {
      return resource.dnsName();
    }

    @Override
    public String scheme() {
      return resource.schemeAsString();
    }

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).with("Region", region).with("Listeners", listeners).toMap();
    }
  }

  @Override
  public Source declaration() {
    return DECLARATION;
  }

  @Override
  public void collect(AwsScope scope, RecordEmitter emitter) {
    streamClassic(scope).forEach(loadBalancer -> emitter.emit(DATASET, loadBalancer));
    ElasticLoadBalancingV2Client v2 = v2Client(scope);
    listV2(v2, scope)
        .forEach(
            found ->
                emitter.emit(
                    DATASET,
                    () -> listeners(v2, found, scope),
                    listeners ->
                        new LoadBalancerV2(found, listeners, scope.accountId(), scope.region())));
  }
}
