package io.snowwatch.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkSystemSetting;

/**
 * Runs the commands once against an AWS of its own in this process, so that Java loads the classes
 * that they need; {@link ClassArchive} keeps them.
 */
final class Rehearsal {

  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
  private static final String MODERN = "Version=2015-12-01";

  private static final String BUCKET = "rehearsal";
  private static final String DENIED =
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>rehearsal"
          + "</Message></Error><RequestId>rehearsal</RequestId></ErrorResponse>";

  private static final Set<Integer> FOUND = Set.of(ExitStatus.BROKEN, ExitStatus.NOT_SEEN);

  private Rehearsal() {}

  /**
   * Rehearses and ends the process: with 0 if every command did what it should.
   *
   * @param args a folder to work in
   */
  public static void main(String[] args) throws IOException {
    System.setProperty(SdkSystemSetting.AWS_ACCESS_KEY_ID.property(), "rehearsal");
    System.setProperty(SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property(), "rehearsal");
    System.setProperty(SdkSystemSetting.AWS_REGION.property(), "us-east-1");
    boolean good = run(Path.of(args[0])).values().stream().allMatch(s -> s == ExitStatus.OK);
    System.exit(good ? ExitStatus.OK : ExitStatus.PART_FAILED);
  }

  /** The exit status of each command. */
  static Map<String, Integer> run(Path folder) throws IOException {
    Path logs = folder.resolve("logs");
    Files.createDirectories(logs);
    try (OutputStream log =
        new GZIPOutputStream(
            Files.newOutputStream(
                logs.resolve("1_CloudTrail_us-east-1_20261123T1545Z_rehearsal.json.gz")))) {
      log.write("{\"Records\":[{\"eventName\":\"A\"}]}".getBytes(StandardCharsets.UTF_8));
    }
    HttpServer aws =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    aws.setExecutor(threads);
    aws.createContext("/", Rehearsal::answer);
    aws.start();
    try {
      String endpoint = "--endpoint-url=http://127.0.0.1:" + aws.getAddress().getPort();
      String harvest = folder.resolve("harvest").toString();
      Map<String, Integer> statuses = new LinkedHashMap<>();
      for (List<String> command :
          List.of(
              List.of("--help"),
              List.of("harvest", "--to", "s3://" + BUCKET, endpoint),
              List.of("harvest", "--to", harvest, endpoint),
              List.of(
                  "cloudtrail",
                  "split",
                  "--to",
                  folder.resolve("lines").toString(),
                  logs.toString()),
              List.of("cloudtrail", "split", "--to", "-", logs.toString()),
              List.of("snowflake", "print", "--account-id", "123456789012"),
              doctor("--no-snowflake", endpoint),
              doctor("--no-aws", "--no-snowflake"),
              List.of("sources", "--columns"))) {
        Console console =
            new Console(
                OutputStream.nullOutputStream(),
                new PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        int status = SnowWatch.run(console, command.toArray(String[]::new));
        // This AWS has no stack, which is to be said.
        boolean said = command.get(0).equals("doctor") && FOUND.contains(status);
        statuses.put(String.join(" ", command), said ? ExitStatus.OK : status);
      }
      return statuses;
    } finally {
      aws.stop(0);
      threads.shutdownNow();
    }
  }

  private static List<String> doctor(String... more) {
    return Stream.concat(Stream.of("doctor", "--account-id", "123456789012"), Stream.of(more))
        .toList();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (InputStream body = exchange.getRequestBody()) {
      answer(exchange, new String(body.readAllBytes(), StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Answers a request of that body as AWS would of a small estate and of its bucket; all else is
   * denied, for what is denied is not tried again.
   */
  static void answer(HttpExchange exchange, String request) throws IOException {
    Optional<String> action =
        Optional.of(ACTION.matcher(request)).filter(Matcher::find).map(m -> m.group(1));
    Optional<String> document =
        action.isPresent()
            ? action.flatMap(name -> document(name, request))
            : Optional.of("").filter(empty -> isOfTheBucket(exchange));
    byte[] answer = document.orElse(DENIED).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/xml");
    exchange.getResponseHeaders().add("x-amz-request-id", "rehearsal");
    exchange.getResponseHeaders().add("x-amzn-RequestId", "rehearsal");
    exchange.getResponseHeaders().add("ETag", "\"rehearsal\"");
    exchange.sendResponseHeaders(
        document.isPresent() ? 200 : 403, answer.length == 0 ? -1 : answer.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(answer);
    }
  }

  private static boolean isOfTheBucket(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().startsWith("/" + BUCKET);
  }

  private static Optional<String> document(String action, String request) {
    return Optional.ofNullable(
        switch (action) {
          case "DescribeRegions" ->
              ec2(
                  action,
                  "<regionInfo><item><regionName>us-east-1</regionName><regionEndpoint>e</regionEndpoint>"
                      + "<optInStatus>opt-in-not-required</optInStatus></item></regionInfo>");
          case "DescribeInstances" ->
              ec2(
                  action,
                  "<reservationSet><item><reservationId>r-1</reservationId><instancesSet><item>"
                      + "<instanceId>i-1</instanceId><launchTime>2026-11-23T15:45:57.000Z</launchTime>"
                      + "<instanceState><code>16</code><name>running</name></instanceState>"
                      + "<tagSet><item><key>Name</key><value>a</value></item></tagSet>"
                      + "</item></instancesSet></item></reservationSet>");
          case "DescribeSecurityGroups" ->
              ec2(
                  action,
                  "<securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions><item>"
                      + "<ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item>"
                      + "</ipRanges></item></ipPermissions></item></securityGroupInfo>");
          case "DescribeLoadBalancers" ->
              request.contains(MODERN)
                  ? query(
                      action,
                      "<LoadBalancers><member><LoadBalancerArn>arn:1</LoadBalancerArn>"
                          + "<LoadBalancerName>a</LoadBalancerName></member></LoadBalancers>")
                  : query(
                      action,
                      "<LoadBalancerDescriptions><member><LoadBalancerName>a</LoadBalancerName>"
                          + "</member></LoadBalancerDescriptions>");
          case "DescribeListeners" ->
              query(action, "<Listeners><member><Port>80</Port></member></Listeners>");
          case "GetAccountAuthorizationDetails" ->
              query(
                  action,
                  "<IsTruncated>false</IsTruncated>"
                      + "<UserDetailList><member><UserName>u</UserName></member></UserDetailList>"
                      + "<GroupDetailList><member><GroupName>g</GroupName></member></GroupDetailList>"
                      + "<RoleDetailList><member><RoleName>r</RoleName><AssumeRolePolicyDocument>%7B%7D"
                      + "</AssumeRolePolicyDocument></member></RoleDetailList>"
                      + "<Policies><member><PolicyName>p</PolicyName></member></Policies>");
          case "ListMFADevices" ->
              query(
                  action,
                  "<IsTruncated>false</IsTruncated><MFADevices><member><SerialNumber>s</SerialNumber>"
                      + "</member></MFADevices>");
          case "GetCallerIdentity" ->
              query(action, "<Account>123456789012</Account><Arn>arn:1</Arn><UserId>u</UserId>");
          default -> null;
        });
  }

  private static String ec2(String action, String content) {
    return "<%1$sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>rehearsal</requestId>%2$s</%1$sResponse>"
        .formatted(action, content);
  }

  private static String query(String action, String content) {
    return ("<%1$sResponse><%1$sResult>%2$s</%1$sResult><ResponseMetadata><RequestId>rehearsal"
            + "</RequestId></ResponseMetadata></%1$sResponse>")
        .formatted(action, content);
  }
}
