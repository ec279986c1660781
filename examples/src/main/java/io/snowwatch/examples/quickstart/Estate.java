package io.snowwatch.examples.quickstart;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be created, as values: a small web shop whose owners overlooked a few things.
 *
 * @param regions where things are; the last one is empty
 * @param groups the security groups, besides the one that every VPC has
 * @param hosts the instances, in batches
 * @param loadBalancers the load balancers
 * @param people the IAM users
 * @param roles the IAM roles
 * @param deeds what CloudTrail saw
 */
record Estate(
    List<String> regions,
    List<Group> groups,
    List<Hosts> hosts,
    List<Balancer> loadBalancers,
    List<Person> people,
    List<Role> roles,
    List<Deed> deeds) {

  /** Every IPv4 address. */
  static final String WORLD = "0.0.0.0/0";

  /** Every IPv6 address. */
  static final String WORLD_V6 = "::/0";

  private static final String OFFICE = "198.51.100.0/24";
  private static final String INSIDE = "10.0.0.0/8";

  /**
   * A rule of a security group.
   *
   * @param protocol {@code tcp}, or {@code -1} for all traffic, which has no ports
   * @param from the first port
   * @param to the last port
   * @param sources IPv4 and IPv6 address ranges
   */
  record Rule(String protocol, int from, int to, List<String> sources) {

    static Rule tcp(int from, int to, String... sources) {
      return new Rule("tcp", from, to, List.of(sources));
    }

    static Rule all(String... sources) {
      return new Rule("-1", -1, -1, List.of(sources));
    }

    boolean lets(String source, int port) {
      return sources.contains(source) && ("-1".equals(protocol) || (from <= port && port <= to));
    }
  }

  record Group(String region, String name, List<Rule> rules) {

    static Group of(String region, String name, Rule... rules) {
      return new Group(region, name, List.of(rules));
    }

    boolean lets(String source, int port) {
      return rules.stream().anyMatch(rule -> rule.lets(source, port));
    }
  }

  /**
   * Instances that are alike, as an auto-scaling group launches them.
   *
   * @param name the tag that all of them have; empty for instances without a name
   * @param group the security group that they are in
   */
  record Hosts(
      String region, Optional<String> name, String type, int count, String group, State state) {

    enum State {
      RUNNING,
      STOPPED
    }
  }

  /** What a load balancer listens on. */
  record Port(String protocol, int number) {

    static Port http(int number) {
      return new Port("HTTP", number);
    }

    static Port tcp(int number) {
      return new Port("TCP", number);
    }
  }

  record Balancer(String region, String name, Type type, Scheme scheme, List<Port> ports) {

    enum Type {
      CLASSIC,
      APPLICATION,
      NETWORK
    }

    enum Scheme {
      INTERNET_FACING("internet-facing"),
      INTERNAL("internal");

      private final String apiName;

      Scheme(String apiName) {
        this.apiName = apiName;
      }

      String apiName() {
        return apiName;
      }
    }

    static Balancer of(String region, String name, Type type, Scheme scheme, Port... ports) {
      return new Balancer(region, name, type, scheme, List.of(ports));
    }
  }

  /**
   * An IAM user.
   *
   * @param groups the IAM groups that he or she is in
   * @param mfaDevices how many second factors there are
   */
  record Person(String name, List<String> groups, int mfaDevices) {}

  /**
   * An IAM role with a managed policy of the same name.
   *
   * @param service who may take it on
   * @param action what the policy allows
   */
  record Role(String name, String service, String action) {}

  /**
   * What somebody did, several times perhaps.
   *
   * @param who the name of a user or role
   * @param address where the calls came from
   * @param service the first label of the API's host name
   * @param refusal the error code; empty if it was done
   */
  record Deed(
      Actor actor,
      String who,
      String address,
      String region,
      String service,
      String action,
      Effect effect,
      Optional<String> refusal,
      int times) {

    enum Actor {
      USER,
      ROLE,
      ROOT
    }

    enum Effect {
      READ,
      WRITE
    }
  }

  /** Who opens what between the two harvests. */
  static Deed change() {
    return done(
        Deed.Actor.USER,
        "bob",
        "198.51.100.23",
        "eu-west-1",
        "ec2",
        "AuthorizeSecurityGroupIngress",
        1);
  }

  /** The quickstart's. */
  static Estate sample() {
    String dublin = "eu-west-1";
    String virginia = "us-east-1";
    String oregon = "us-west-2";
    return new Estate(
        List.of(dublin, virginia, oregon, "ap-southeast-2"),
        List.of(
            Group.of(dublin, "web", Rule.tcp(80, 80, WORLD), Rule.tcp(443, 443, WORLD, WORLD_V6)),
            Group.of(dublin, "app", Rule.tcp(8080, 8089, INSIDE)),
            Group.of(dublin, "bastion", Rule.tcp(22, 22, OFFICE)),
            Group.of(virginia, "web", Rule.tcp(80, 443, WORLD)),
            Group.of(virginia, "database", Rule.tcp(5432, 5432, INSIDE)),
            Group.of(virginia, "legacy-ftp", Rule.tcp(20, 22, WORLD), Rule.tcp(990, 990, OFFICE)),
            Group.of(virginia, "temporary-debug", Rule.tcp(22, 22, WORLD, OFFICE)),
            Group.of(oregon, "build-agents", Rule.tcp(22, 22, INSIDE), Rule.tcp(22, 22, WORLD_V6)),
            Group.of(oregon, "proof-of-concept", Rule.all(WORLD))),
        List.of(
            hosts(dublin, "shop-web", "m7g.large", 6, "web", Hosts.State.RUNNING),
            hosts(dublin, "shop-app", "c7i.xlarge", 5, "app", Hosts.State.RUNNING),
            hosts(dublin, "bastion", "t4g.nano", 1, "bastion", Hosts.State.RUNNING),
            hosts(virginia, "shop-web", "m7g.large", 8, "web", Hosts.State.RUNNING),
            hosts(virginia, "shop-db", "r7i.2xlarge", 3, "database", Hosts.State.RUNNING),
            hosts(virginia, "ftp", "t2.micro", 1, "legacy-ftp", Hosts.State.RUNNING),
            hosts(virginia, null, "t3.medium", 4, "temporary-debug", Hosts.State.RUNNING),
            hosts(virginia, null, "t3.medium", 2, "temporary-debug", Hosts.State.STOPPED),
            hosts(oregon, "build", "c7i.4xlarge", 7, "build-agents", Hosts.State.STOPPED),
            hosts(oregon, null, "g5.xlarge", 3, "proof-of-concept", Hosts.State.RUNNING)),
        List.of(
            Balancer.of(
                dublin,
                "shop",
                Balancer.Type.APPLICATION,
                Balancer.Scheme.INTERNET_FACING,
                Port.http(80),
                Port.http(8443)),
            Balancer.of(
                dublin,
                "shop-internal",
                Balancer.Type.NETWORK,
                Balancer.Scheme.INTERNAL,
                Port.tcp(5432),
                Port.tcp(6379)),
            Balancer.of(
                virginia,
                "shop",
                Balancer.Type.APPLICATION,
                Balancer.Scheme.INTERNET_FACING,
                Port.http(80)),
            Balancer.of(
                virginia,
                "legacy",
                Balancer.Type.CLASSIC,
                Balancer.Scheme.INTERNET_FACING,
                Port.tcp(21),
                Port.tcp(22),
                Port.tcp(990)),
            Balancer.of(
                virginia,
                "legacy-reports",
                Balancer.Type.CLASSIC,
                Balancer.Scheme.INTERNAL,
                Port.http(80)),
            Balancer.of(
                oregon,
                "poc",
                Balancer.Type.NETWORK,
                Balancer.Scheme.INTERNET_FACING,
                Port.tcp(22),
                Port.tcp(3389)),
            Balancer.of(oregon, "unused", Balancer.Type.NETWORK, Balancer.Scheme.INTERNET_FACING)),
        List.of(
            new Person("alice", List.of("administrators"), 2),
            new Person("bob", List.of("developers"), 1),
            new Person("carol", List.of("administrators", "developers"), 0),
            new Person("dave", List.of("developers"), 1),
            new Person("erin", List.of("auditors"), 1),
            new Person("ftp-upload", List.of(), 0),
            new Person("jenkins", List.of("developers"), 0),
            new Person("mallory", List.of("developers"), 0)),
        List.of(
            new Role("shop-instance", "ec2.amazonaws.com", "s3:GetObject"),
            new Role("shop-orders", "lambda.amazonaws.com", "dynamodb:PutItem"),
            new Role("deployment", "codebuild.amazonaws.com", "cloudformation:*"),
            new Role("nightly-backup", "backup.amazonaws.com", "ec2:CreateSnapshot")),
        deeds(dublin, virginia, oregon));
  }

  private static List<Deed> deeds(String dublin, String virginia, String oregon) {
    String home = "203.0.113.77";
    String office = "198.51.100.23";
    String agent = "10.20.0.14";
    return List.of(
        done(Deed.Actor.USER, "alice", office, virginia, "iam", "CreateUser", 1),
        done(Deed.Actor.USER, "alice", office, virginia, "iam", "AttachUserPolicy", 2),
        seen(Deed.Actor.USER, "alice", office, virginia, "iam", "ListUsers", 4),
        done(Deed.Actor.USER, "bob", office, virginia, "ec2", "AuthorizeSecurityGroupIngress", 2),
        done(Deed.Actor.USER, "bob", office, virginia, "ec2", "RunInstances", 4),
        seen(Deed.Actor.USER, "dave", office, oregon, "ec2", "DescribeInstances", 9),
        done(Deed.Actor.USER, "dave", office, oregon, "ec2", "StopInstances", 7),
        seen(Deed.Actor.USER, "erin", office, dublin, "cloudtrail", "LookupEvents", 12),
        done(Deed.Actor.USER, "jenkins", agent, dublin, "autoscaling", "UpdateAutoScalingGroup", 3),
        refused(home, virginia, "secretsmanager", "GetSecretValue", Deed.Effect.READ, 9),
        refused(home, virginia, "iam", "CreateAccessKey", Deed.Effect.WRITE, 3),
        seen(Deed.Actor.USER, "mallory", home, virginia, "sts", "GetCallerIdentity", 1),
        done(Deed.Actor.ROOT, "root", home, virginia, "signin", "ConsoleLogin", 1),
        done(Deed.Actor.ROOT, "root", home, virginia, "cloudtrail", "StopLogging", 1),
        done(Deed.Actor.ROLE, "deployment", agent, dublin, "cloudformation", "UpdateStack", 5),
        done(Deed.Actor.ROLE, "nightly-backup", agent, dublin, "ec2", "CreateSnapshot", 12),
        seen(Deed.Actor.ROLE, "nightly-backup", agent, dublin, "ec2", "DescribeVolumes", 6));
  }

  private static Deed done(
      Deed.Actor actor,
      String who,
      String address,
      String region,
      String service,
      String action,
      int times) {
    return new Deed(
        actor, who, address, region, service, action, Deed.Effect.WRITE, Optional.empty(), times);
  }

  private static Deed seen(
      Deed.Actor actor,
      String who,
      String address,
      String region,
      String service,
      String action,
      int times) {
    return new Deed(
        actor, who, address, region, service, action, Deed.Effect.READ, Optional.empty(), times);
  }

  private static Deed refused(
      String address, String region, String service, String action, Deed.Effect effect, int times) {
    return new Deed(
        Deed.Actor.USER,
        "mallory",
        address,
        region,
        service,
        action,
        effect,
        Optional.of("AccessDenied"),
        times);
  }

  private static Hosts hosts(
      String region,
      @Nullable String name,
      String type,
      int count,
      String group,
      Hosts.State state) {
    return new Hosts(region, Optional.ofNullable(name), type, count, group, state);
  }
}
