package io.snowwatch.benchmarks.harvest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An AWS on this machine that answers each call after a given time, however many there are at once.
 * It knows the calls of a harvest and of whoever does the same, honours pages, and takes what is
 * put into its buckets without keeping it.
 */
final class SlowAws implements AutoCloseable {

  static final String ACCOUNT = "123456789012";

  // Credential=KEY/20261124/eu-west-1/ec2/aws4_request
  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=[^/]+/\\d+/([^/]+)/(\\w+)/");
  private static final String TRUST =
      "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C"
          + "%22Principal%22%3A%7B%22Service%22%3A%22ec2.amazonaws.com%22%7D%2C%22Action%22%3A%22"
          + "sts%3AAssumeRole%22%7D%5D%7D";

  private final Estate estate;
  private final Duration latency;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  private SlowAws(Estate estate, Duration latency, HttpServer server) {
    this.estate = estate;
    this.latency = latency;
    this.server = server;
  }

  static SlowAws start(Estate estate, Duration latency) throws IOException {
    // Header and body are two writes, the second of which would wait for the first's receipt.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    SlowAws aws = new SlowAws(estate, latency, server);
    server.setExecutor(aws.threads);
    server.createContext("/", aws::answer);
    server.start();
    return aws;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often each action was called since the last time. */
  Map<String, Integer> takeCalls() {
    Map<String, Integer> taken =
        calls.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().get()));
    calls.clear();
    return taken;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    long end = System.nanoTime() + latency.toNanos();
    Call call;
    try (InputStream body = exchange.getRequestBody()) {
      call = Call.of(exchange, body.readAllBytes());
    }
    calls.computeIfAbsent(call.action(), name -> new AtomicInteger()).incrementAndGet();
    byte[] answer = document(call).getBytes(StandardCharsets.UTF_8);
    try {
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
      return;
    }
    String id = UUID.randomUUID().toString();
    exchange.getResponseHeaders().add("x-amzn-RequestId", id);
    exchange.getResponseHeaders().add("x-amz-request-id", id);
    exchange.getResponseHeaders().add("Content-Type", "text/xml;charset=UTF-8");
    if (call.service().equals("s3")) {
      exchange.getResponseHeaders().add("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"");
    }
    exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer);
    }
  }

  /**
   * A call.
   *
   * @param service as the signature names it
   * @param region as the signature names it
   * @param action the API's name, or the HTTP method of S3
   * @param parameters of the form
   */
  private record Call(
      String service, String region, String action, Map<String, String> parameters) {

    static Call of(HttpExchange exchange, byte[] body) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Matcher credential = CREDENTIAL.matcher(authorization == null ? "" : authorization);
      if (!credential.find()) {
        throw new IllegalArgumentException("A call without a signature: " + authorization);
      }
      if (credential.group(2).equals("s3")) {
        return new Call("s3", credential.group(1), exchange.getRequestMethod(), Map.of());
      }
      Map<String, String> parameters = new HashMap<>();
      for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
      return new Call(
          credential.group(2),
          credential.group(1),
          parameters.getOrDefault("Action", ""),
          parameters);
    }

    boolean isModern() {
      return "2015-12-01".equals(parameters.get("Version"));
    }
  }

  private String document(Call call) {
    return switch (call.action()) {
      case "DescribeRegions" ->
          ec2(call, list("regionInfo", "item", Estate.REGIONS.stream().map(SlowAws::region)));
      case "DescribeInstances" ->
          ec2(call, page(call, "reservationSet", estate.instances(), i -> reservation(call, i)));
      case "DescribeSecurityGroups" ->
          ec2(
              call,
              page(call, "securityGroupInfo", estate.groups(call.region()), i -> group(call, i)));
      case "DescribeLoadBalancers" ->
          call.isModern()
              ? query(
                  call,
                  markers(
                      call, "LoadBalancers", estate.modern(call.region()), i -> modern(call, i)))
              : query(
                  call,
                  markers(
                      call, "LoadBalancerDescriptions", estate.classic(), i -> classic(call, i)));
      case "DescribeListeners" ->
          query(call, list("Listeners", "member", Stream.of(80, 443).map(p -> listener(call, p))));
      case "GetAccountAuthorizationDetails" -> query(call, accountDetails(call));
      case "ListMFADevices" -> query(call, mfaDevices(call));
      case "GetCallerIdentity" ->
          query(
              call,
              element("UserId", "AIDAEXAMPLE")
                  + element("Account", ACCOUNT)
                  + element("Arn", "arn:aws:iam::" + ACCOUNT + ":user/benchmark"));
      case "HEAD", "PUT" -> "";
      default -> throw new IllegalArgumentException("This AWS does not know " + call);
    };
  }

  private static String region(String name) {
    return element("regionName", name)
        + element("regionEndpoint", "ec2." + name + ".amazonaws.com")
        + element("optInStatus", "opt-in-not-required");
  }

  private static String reservation(Call call, int number) {
    String id = id(call, number);
    return element("reservationId", "r-" + id)
        + element("ownerId", ACCOUNT)
        + "<groupSet/>"
        + element(
            "instancesSet",
            element(
                "item",
                element("instanceId", "i-" + id)
                    + element("imageId", "ami-0abcdef1234567890")
                    + element("instanceState", element("code", "16") + element("name", "running"))
                    + element("privateDnsName", "ip-10-0-0-" + number + ".ec2.internal")
                    + element("instanceType", "m7i.large")
                    + element("launchTime", "2026-11-23T15:45:57.000Z")
                    + element(
                        "placement",
                        element("availabilityZone", call.region() + "a")
                            + element("tenancy", "default"))
                    + element("subnetId", "subnet-0123456789abcdef0")
                    + element("vpcId", "vpc-0123456789abcdef0")
                    + element("privateIpAddress", "10.0.0." + number)
                    + element("architecture", "x86_64")
                    + element(
                        "groupSet",
                        element(
                            "item", element("groupId", "sg-" + id) + element("groupName", "web")))
                    + element(
                        "tagSet",
                        element("item", element("key", "Name") + element("value", "web-" + number))
                            + element(
                                "item", element("key", "Team") + element("value", "platform")))
                    + element("ebsOptimized", "true")
                    + element("hypervisor", "xen")
                    + element("rootDeviceName", "/dev/xvda")
                    + element("rootDeviceType", "ebs")));
  }

  private static String group(Call call, int number) {
    String id = id(call, number);
    return element("ownerId", ACCOUNT)
        + element("groupId", "sg-" + id)
        + element("groupName", "group-" + number)
        + element("groupDescription", "What group " + number + " lets in")
        + element("vpcId", "vpc-0123456789abcdef0")
        + element(
            "ipPermissions",
            element("item", rule("tcp", 443, "10.0.0.0/8") + "<prefixListIds/>")
                + element("item", rule("tcp", 22, "192.0.2.0/24") + "<prefixListIds/>"))
        + element(
            "ipPermissionsEgress",
            element(
                "item",
                element("ipProtocol", "-1")
                    + "<groups/>"
                    + element("ipRanges", element("item", element("cidrIp", "0.0.0.0/0")))
                    + "<ipv6Ranges/><prefixListIds/>"));
  }

  private static String rule(String protocol, int port, String range) {
    return element("ipProtocol", protocol)
        + element("fromPort", port)
        + element("toPort", port)
        + "<groups/>"
        + element(
            "ipRanges",
            element("item", element("cidrIp", range) + element("description", "the office")))
        + "<ipv6Ranges/>";
  }

  private static String classic(Call call, int number) {
    return element("LoadBalancerName", "classic-" + number)
        + element("DNSName", "classic-" + number + "." + call.region() + ".elb.amazonaws.com")
        + element("CanonicalHostedZoneNameID", "Z35SXDOTRQ7X7K")
        + element(
            "ListenerDescriptions",
            element(
                "member",
                element(
                        "Listener",
                        element("Protocol", "HTTP")
                            + element("LoadBalancerPort", 80)
                            + element("InstanceProtocol", "HTTP")
                            + element("InstancePort", 8080))
                    + "<PolicyNames/>"))
        + element("AvailabilityZones", element("member", call.region() + "a"))
        + element("VPCId", "vpc-0123456789abcdef0")
        + element("SecurityGroups", element("member", "sg-0123456789abcdef0"))
        + element("CreatedTime", "2026-11-23T15:45:57.120Z")
        + element("Scheme", "internet-facing");
  }

  private static String arn(Call call, String kind, int number) {
    return "arn:aws:elasticloadbalancing:%s:%s:%s/app/modern-%d/%s"
        .formatted(call.region(), ACCOUNT, kind, number, id(call, number).substring(1));
  }

  private static String modern(Call call, int number) {
    return element("LoadBalancerArn", arn(call, "loadbalancer", number))
        + element("DNSName", "modern-" + number + "." + call.region() + ".elb.amazonaws.com")
        + element("CanonicalHostedZoneId", "Z35SXDOTRQ7X7K")
        + element("CreatedTime", "2026-11-23T15:45:57.120Z")
        + element("LoadBalancerName", "modern-" + number)
        + element("Scheme", "internal")
        + element("VpcId", "vpc-0123456789abcdef0")
        + element("State", element("Code", "active"))
        + element("Type", "application")
        + element(
            "AvailabilityZones",
            element(
                "member",
                element("ZoneName", call.region() + "a")
                    + element("SubnetId", "subnet-0123456789abcdef0")
                    + "<LoadBalancerAddresses/>"))
        + element("SecurityGroups", element("member", "sg-0123456789abcdef0"))
        + element("IpAddressType", "ipv4");
  }

  private static String listener(Call call, int port) {
    String balancer = call.parameters().getOrDefault("LoadBalancerArn", "");
    return element("ListenerArn", balancer.replace(":loadbalancer/", ":listener/") + "/" + port)
        + element("LoadBalancerArn", balancer)
        + element("Port", port)
        + element("Protocol", "HTTP")
        + element(
            "DefaultActions",
            element(
                "member",
                element("Type", "forward")
                    + element("TargetGroupArn", arn(call, "targetgroup", port))));
  }

  /** Users, groups, roles and policies are one list, of which the caller wants some kinds. */
  private String accountDetails(Call call) {
    List<String> wanted =
        call.parameters().entrySet().stream()
            .filter(each -> each.getKey().startsWith("Filter.member."))
            .map(Map.Entry::getValue)
            .toList();
    Map<String, List<String>> lists = new HashMap<>();
    int size = 0;
    for (String kind : List.of("User", "Group", "Role", "LocalManagedPolicy")) {
      int count =
          !wanted.isEmpty() && !wanted.contains(kind)
              ? 0
              : kind.equals("User") ? estate.users() : 5;
      lists.put(kind, IntStream.range(0, count).mapToObj(i -> member(principal(kind, i))).toList());
      size += count;
    }
    int first = Integer.parseInt(call.parameters().getOrDefault("Marker", "0"));
    int last =
        Math.min(size, first + Integer.parseInt(call.parameters().getOrDefault("MaxItems", "100")));
    StringBuilder page = new StringBuilder();
    int before = 0;
    for (String kind : List.of("User", "Group", "Role", "LocalManagedPolicy")) {
      List<String> list = lists.getOrDefault(kind, List.of());
      int from = Math.min(Math.max(first - before, 0), list.size());
      int to = Math.min(Math.max(last - before, 0), list.size());
      page.append(
          element(
              kind.equals("LocalManagedPolicy") ? "Policies" : kind + "DetailList",
              String.join("", list.subList(from, to))));
      before += list.size();
    }
    return page + truncated(last < size, last);
  }

  private static String principal(String kind, int number) {
    String name = kind.equals("LocalManagedPolicy") ? "Policy" : kind;
    String common =
        element("Path", "/")
            + element(name + "Name", name + "-" + number)
            + element(
                name + "Id", "A%sEXAMPLE%05d".formatted(name.toUpperCase(Locale.ROOT), number))
            + element(
                "Arn",
                "arn:aws:iam::"
                    + ACCOUNT
                    + ":"
                    + name.toLowerCase(Locale.ROOT)
                    + "/"
                    + name
                    + "-"
                    + number)
            + element("CreateDate", "2026-11-23T15:45:57Z");
    return switch (name) {
      case "User" -> common + "<GroupList/><AttachedManagedPolicies/>";
      case "Group" -> common + "<AttachedManagedPolicies/>";
      case "Role" ->
          common
              + element("AssumeRolePolicyDocument", TRUST)
              + "<InstanceProfileList/><RolePolicyList/><AttachedManagedPolicies/>";
      default ->
          common
              + element("DefaultVersionId", "v1")
              + element("AttachmentCount", 0)
              + element("IsAttachable", "true")
              + element("UpdateDate", "2026-11-23T15:45:57Z")
              + "<PolicyVersionList/>";
    };
  }

  private static String mfaDevices(Call call) {
    String user = call.parameters().getOrDefault("UserName", "");
    boolean has = Integer.parseInt(user.substring(user.indexOf('-') + 1)) % 2 == 0;
    return element(
            "MFADevices",
            has
                ? member(
                    element("UserName", user)
                        + element("SerialNumber", "arn:aws:iam::" + ACCOUNT + ":mfa/" + user)
                        + element("EnableDate", "2026-11-23T15:45:57Z"))
                : "")
        + truncated(false, 0);
  }

  private static String truncated(boolean more, int next) {
    return element("IsTruncated", more) + (more ? element("Marker", next) : "");
  }

  /** A page of EC2, which gives all where nobody says how many. */
  private static String page(Call call, String list, int size, IntFunction<String> item) {
    int first = Integer.parseInt(call.parameters().getOrDefault("NextToken", "0"));
    String most = call.parameters().get("MaxResults");
    int last = most == null ? size : Math.min(size, first + Integer.parseInt(most));
    return list(list, "item", IntStream.range(first, last).mapToObj(item))
        + (last < size ? element("nextToken", last) : "");
  }

  /** A page of Elastic Load Balancing. */
  private static String markers(Call call, String list, int size, IntFunction<String> item) {
    int first = Integer.parseInt(call.parameters().getOrDefault("Marker", "0"));
    int last =
        Math.min(size, first + Integer.parseInt(call.parameters().getOrDefault("PageSize", "400")));
    return list(list, "member", IntStream.range(first, last).mapToObj(item))
        + (last < size ? element("NextMarker", last) : "");
  }

  private static String id(Call call, int number) {
    return "%08x%09x".formatted(call.region().hashCode() & Integer.MAX_VALUE, number);
  }

  private static String list(String name, String item, Stream<String> content) {
    return element(name, content.map(each -> element(item, each)).collect(Collectors.joining()));
  }

  private static String member(String content) {
    return element("member", content);
  }

  private static String element(String name, Object content) {
    return "<" + name + ">" + content + "</" + name + ">";
  }

  private static String ec2(Call call, String content) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%1$sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>%2$s</requestId>%3$s</%1$sResponse>"
        .formatted(call.action(), UUID.randomUUID(), content);
  }

  private static String query(Call call, String content) {
    return "<%1$sResponse xmlns=\"https://%2$s.amazonaws.com/doc/\"><%1$sResult>%3$s</%1$sResult><ResponseMetadata><RequestId>%4$s</RequestId></ResponseMetadata></%1$sResponse>"
        .formatted(call.action(), call.service(), content, UUID.randomUUID());
  }
}
