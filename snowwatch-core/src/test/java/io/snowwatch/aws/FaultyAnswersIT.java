package io.snowwatch.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.snowwatch.ConfigurationException;
import io.snowwatch.storage.S3Location;
import io.snowwatch.storage.S3ObjectStore;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import io.snowwatch.testing.MotoServer;
import io.snowwatch.testing.ProxiedCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sts.StsClient;

/** What answers in the place of AWS, between the SDK's clients and an emulated AWS. */
class FaultyAnswersIT {

  private static final int ATTEMPTS = 3;

  private final String accountId = MotoServer.randomAccountId();
  private final FaultProxy proxy = FaultProxy.before(MotoServer.shared().endpoint());
  private final AwsAccount account = AwsAccount.create(settings().build());

  private AwsSettings.Builder settings() {
    AwsSettings moto = MotoServer.shared().settings(accountId);
    return AwsSettings.builder()
        .from(moto)
        .accountId(accountId)
        .endpointOverride(proxy.endpoint())
        .overrideConfiguration(quick(moto));
  }

  /** The caller's own number of attempts, and no pauses. */
  private static ClientOverrideConfiguration quick(AwsSettings moto) {
    return moto.overrideConfiguration().orElseThrow().toBuilder()
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                .build())
        .build();
  }

  @AfterEach
  void close() {
    account.close();
    proxy.close();
  }

  private S3Client s3() {
    return account.client(S3Client.class, S3Client::builder);
  }

  private Object call(String service, String action) {
    return switch (service + ":" + action) {
      case "ec2:DescribeInstances" ->
          account.client(Ec2Client.class, Ec2Client::builder).describeInstances();
      case "ec2:DescribeSecurityGroups" ->
          account.client(Ec2Client.class, Ec2Client::builder).describeSecurityGroups();
      case "ec2:DescribeRegions" -> account.describeRegions();
      case "elb:DescribeLoadBalancers" ->
          account
              .client(ElasticLoadBalancingClient.class, ElasticLoadBalancingClient::builder)
              .describeLoadBalancers();
      case "elbv2:DescribeLoadBalancers" ->
          account
              .client(ElasticLoadBalancingV2Client.class, ElasticLoadBalancingV2Client::builder)
              .describeLoadBalancers();
      case "iam:GetAccountAuthorizationDetails" ->
          account.client(IamClient.class, IamClient::builder).getAccountAuthorizationDetails();
      case "iam:ListMFADevices" ->
          account
              .client(IamClient.class, IamClient::builder)
              .listMFADevices(r -> r.userName("user-" + accountId));
      case "sts:GetCallerIdentity" ->
          account.client(StsClient.class, StsClient::builder).getCallerIdentity();
      case "sts:AssumeRole" ->
          account
              .client(StsClient.class, StsClient::builder)
              .assumeRole(
                  r -> r.roleArn("arn:aws:iam::123456789012:role/r").roleSessionName("session"));
      case "s3:ListObjectsV2" -> s3().listObjectsV2(r -> r.bucket("bucket-" + accountId));
      case "s3:CreateMultipartUpload" ->
          s3().createMultipartUpload(r -> r.bucket("bucket-" + accountId).key("k"));
      case "s3:CompleteMultipartUpload" ->
          s3().completeMultipartUpload(
                  r ->
                      r.bucket("bucket-" + accountId)
                          .key("k")
                          .uploadId("u")
                          .multipartUpload(
                              u ->
                                  u.parts(
                                      CompletedPart.builder().partNumber(1).eTag("e").build())));
      case "s3:PutObject" ->
          s3().putObject(
                  r -> r.bucket("bucket-" + accountId).key("k"), RequestBody.fromString("x"));
      case "s3:GetObject" ->
          s3().getObjectAsBytes(r -> r.bucket("bucket-" + accountId).key("k")).asUtf8String();
      default -> throw new IllegalArgumentException(service + ":" + action);
    };
  }

  private static final List<String> CALLS =
      List.of(
          "ec2:DescribeInstances",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeRegions",
          "elb:DescribeLoadBalancers",
          "elbv2:DescribeLoadBalancers",
          "iam:GetAccountAuthorizationDetails",
          "iam:ListMFADevices",
          "sts:GetCallerIdentity",
          "sts:AssumeRole",
          "s3:ListObjectsV2",
          "s3:CreateMultipartUpload",
          "s3:CompleteMultipartUpload",
          "s3:PutObject",
          "s3:GetObject");

  private static final Map<String, Fault> IMPOSTORS =
      Map.of(
          "nothing", Fault.empty(),
          "HTML", Fault.html(),
          "blanks", Fault.body(200, "text/xml", " \n "),
          "JSON", Fault.body(200, "application/json", "{\"error\":\"x\"}"),
          "text", Fault.body(200, "text/plain", "OK"),
          "XHTML", Fault.body(200, "text/xml", "<?xml version='1.0'?><html><body/></html>"),
          "another operation",
              Fault.body(
                  200,
                  "text/xml",
                  "<DescribeVpcsResponse><requestId>r</requestId></DescribeVpcsResponse>"),
          "error",
              Fault.body(
                  200,
                  "text/xml",
                  "<ErrorResponse><Error><Code>InternalFailure</Code></Error>"
                      + "<RequestId>r</RequestId></ErrorResponse>"),
          "no request id",
              (call, next) ->
                  Fault.body(
                          200, "text/xml", "<%sResponse></%1$sResponse>".formatted(call.action()))
                      .answer(call, next));

  /** They have the headers of a true answer, its request id among them. */
  private static final Map<String, Fault> TORSOS =
      Map.of(
          "root alone",
              (call, next) ->
                  next.get().withBody("<%sResponse/>".formatted(call.action()).getBytes(UTF_8)),
          "root and request id",
              Fault.edited(
                  xml ->
                      xml.replaceFirst("(?s)<(\\w+)Result>.*</\\1Result>", "")
                          .replaceFirst("(?s)<(\\w+(?:Set|Info))(?:/>|>.*</\\1>)", "")),
          "no list",
              Fault.edited(
                  xml ->
                      xml.replaceFirst("(?s)<(\\w+Result)>.*</\\1>", "<$1></$1>")
                          .replaceFirst("(?s)<(\\w+(?:Set|Info))(?:/>|>.*</\\1>)", "")),
          "cut off after the list", Fault.edited(xml -> xml.replaceFirst("(?s)</\\w+>\\s*$", "")),
          "cut off within the list", Fault.halved());

  static Stream<Arguments> impostors() {
    Stream<Arguments> strangers =
        CALLS.stream()
            .flatMap(call -> IMPOSTORS.keySet().stream().map(kind -> Arguments.of(call, kind)));
    Stream<Arguments> torsos =
        CALLS.stream()
            .filter(call -> call.matches("(ec2|elb|elbv2|iam|sts):.*"))
            .flatMap(call -> TORSOS.keySet().stream().map(kind -> Arguments.of(call, kind)));
    return Stream.concat(strangers, torsos);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("impostors")
  void whatIsNotTheOperationsOwnAnswerIsTriedAgainAndThenFails(String call, String kind) {
    String service = call.substring(0, call.indexOf(':'));
    String action = call.substring(call.indexOf(':') + 1);
    if (call.equals("iam:ListMFADevices")) {
      account
          .client(IamClient.class, IamClient::builder)
          .createUser(r -> r.userName("user-" + accountId));
    }
    proxy.on(service, action).does(IMPOSTORS.getOrDefault(kind, TORSOS.get(kind)));

    assertThatThrownBy(() -> call(service, action))
        .isInstanceOf(UnprovenAnswerException.class)
        .hasMessageStartingWith("What answered ")
        .hasMessageContaining(" " + action + " is not AWS: ");
    assertThat(proxy.calls(action)).hasSize(ATTEMPTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CUT_OFF", "RESET", "CUT_OFF_CHUNKED", "LOST"})
  void anAnswerThatBreaksOffIsAskedForAgain(Fault.Delivery delivery) {
    proxy.on("ec2", "DescribeRegions").first(2).does(Fault.delivered(delivery));

    assertThat(account.describeRegions()).isNotEmpty();
    assertThat(proxy.calls("DescribeRegions")).hasSize(3);
  }

  @Test
  void halfOfADocumentIsNoAnswer() {
    proxy.on("ec2", "DescribeRegions").does(Fault.halved());

    assertThatThrownBy(account::describeRegions)
        .isInstanceOf(UnprovenAnswerException.class)
        .hasMessageContaining("its body ends in the midst of it");
  }

  @Test
  void nonsenseWithinADocumentIsTriedAgain() {
    proxy
        .on("ec2", "DescribeRegions")
        .first(2)
        .does(Fault.edited(xml -> xml.replaceFirst("<item>", "<item&")));

    assertThat(account.describeRegions()).isNotEmpty();
    assertThat(proxy.calls("DescribeRegions")).hasSize(3);
  }

  @Test
  void anAccountWithoutRegionsAndACallerWithoutAnAccountAreNoAnswers() {
    proxy
        .on("ec2", "DescribeRegions")
        .does(
            Fault.edited(
                xml -> xml.replaceFirst("(?s)<regionInfo>.*</regionInfo>", "<regionInfo/>")));
    proxy
        .on("sts", "GetCallerIdentity")
        .does(Fault.edited(xml -> xml.replaceFirst("<Account>.*</Account>", "")));

    assertThatThrownBy(() -> account.select(RegionFilter.all()))
        .isInstanceOf(UnprovenAnswerException.class)
        .hasMessageContaining("DescribeRegions listed no Region");
    AwsSettings unknown =
        AwsSettings.builder()
            .from(MotoServer.shared().settings(accountId))
            .endpointOverride(proxy.endpoint())
            .build();
    assertThatThrownBy(() -> AwsAccount.create(unknown))
        .isInstanceOf(UnprovenAnswerException.class)
        .hasMessageContaining("without an account");
  }

  @Test
  void recordsOfAnEmulatorThatForgetsTheRequestIdAreBelievedWhichNobodyElsesAre() {
    Fault forgetful = Fault.edited(xml -> xml.replaceAll("(?i)<requestid>[^<]*</requestid>", ""));
    proxy.on("ec2", "DescribeRegions").does(Fault.withoutHeaders("x-amzn-requestid"));
    proxy.on("ec2", "DescribeRegions").does(forgetful);

    assertThat(account.describeRegions()).isNotEmpty();

    for (String host : List.of("ec2.us-east-1.amazonaws.com", "ec2.us-east-1.api.aws")) {
      proxy.clear();
      assertThat(through(proxy, host).describeRegions().regions()).isNotEmpty();
      proxy.on("ec2", "DescribeRegions").does(forgetful);
      assertThat(through(proxy, host).describeRegions().regions()).isNotEmpty();
      proxy.on("ec2", "DescribeRegions").does(Fault.withoutHeaders("x-amzn-requestid"));
      assertThatThrownBy(() -> through(proxy, host).describeRegions())
          .isInstanceOf(UnprovenAnswerException.class)
          .hasMessageContaining("it has no request id");
    }
  }

  /** A client that takes the proxy for AWS itself. */
  private Ec2Client through(FaultProxy proxy, String host) {
    ProxyConfiguration asProxy =
        ProxyConfiguration.builder()
            .endpoint(proxy.endpoint())
            .useSystemPropertyValues(false)
            .useEnvironmentVariableValues(false)
            .build();
    AwsSettings aws =
        settings()
            .endpointOverride(URI.create("http://" + host))
            .httpClient(ApacheHttpClient.builder().proxyConfiguration(asProxy).build())
            .build();
    return new SdkClients(aws).client(Ec2Client.class, Ec2Client::builder, Region.US_EAST_1);
  }

  @Test
  void expiredCredentialsAreNotSentAgainAndAnExpiredRequestOnce() {
    for (String code : List.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired")) {
      proxy.clear();
      proxy.on("ec2", "DescribeInstances").does(Fault.error(400, code));

      assertThat(Failure.of(catchThrowable(() -> call("ec2", "DescribeInstances"))))
          .extracting(Failure::kind, Failure::code)
          .containsExactly(Failure.Kind.CREDENTIALS_EXPIRED, code);
      assertThat(proxy.calls()).as(code).hasSize(1);
    }
    proxy.clear();
    proxy.on("ec2", "DescribeInstances").does(Fault.error(403, "RequestExpired"));

    assertThat(Failure.of(catchThrowable(() -> call("ec2", "DescribeInstances"))).kind())
        .isEqualTo(Failure.Kind.CREDENTIALS_EXPIRED);
    assertThat(proxy.calls()).hasSize(2);
  }

  /** Refuses whatever was signed with the first credentials, as AWS does once a session ended. */
  private AwsAccount reachedWith(AwsCredentialsProvider credentials) {
    for (String service : List.of("ec2", "s3")) {
      proxy
          .on(call -> call.service().equals(service) && signedWith(call).equals("FIRST"))
          .does(Fault.error(400, "ExpiredToken"));
    }
    return AwsAccount.create(settings().credentialsProvider(credentials).build());
  }

  private static String signedWith(ProxiedCall call) {
    return call.headers().getOrDefault("authorization", "").replaceAll(".*Credential=|/.*", "");
  }

  private static AwsCredentialsProvider fixed(String key) {
    return StaticCredentialsProvider.create(AwsSessionCredentials.create(key, "secret", "t"));
  }

  @Test
  void aCallWhoseCredentialsExpiredIsSentOnceMoreWithFreshOnes() {
    AtomicInteger asked = new AtomicInteger();
    AwsCredentialsProvider refreshing =
        () -> fixed(asked.incrementAndGet() == 1 ? "FIRST" : "SECOND").resolveCredentials();
    AtomicInteger made = new AtomicInteger();
    RenewableCredentials remade =
        RenewableCredentials.of(() -> fixed(made.incrementAndGet() == 1 ? "FIRST" : "SECOND"));

    for (AwsCredentialsProvider credentials : List.of(refreshing, remade)) {
      try (AwsAccount reached = reachedWith(credentials)) {
        assertThat(reached.describeRegions()).isNotEmpty();
        assertThat(proxy.calls("DescribeRegions"))
            .extracting(FaultyAnswersIT::signedWith)
            .containsExactly("FIRST", "SECOND");
        assertThat(reached.describeRegions()).isNotEmpty();
        assertThat(proxy.calls("DescribeRegions")).hasSize(3);
      }
      proxy.clear();
    }
    assertThat(made).hasValue(2);
  }

  @Test
  void whatIsStoredIsSignedAnewToo() {
    AtomicInteger made = new AtomicInteger();
    MotoServer.shared();
    s3().createBucket(r -> r.bucket("renewed-" + accountId));
    try (AwsAccount reached =
        reachedWith(
            RenewableCredentials.of(
                () -> fixed(made.incrementAndGet() == 1 ? "FIRST" : "SECOND")))) {
      S3Client s3 = reached.client(S3Client.class, S3Client::builder);

      s3.putObject(r -> r.bucket("renewed-" + accountId).key("k"), RequestBody.fromString("whole"));

      assertThat(s3.getObjectAsBytes(r -> r.bucket("renewed-" + accountId).key("k")).asUtf8String())
          .isEqualTo("whole");
      assertThat(made).hasValue(2);
    }
  }

  @Test
  void credentialsAreLookedForOnceHoweverManyCallsWereRefused() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (AwsAccount reached =
        reachedWith(
            RenewableCredentials.of(
                () -> fixed(made.incrementAndGet() == 1 ? "FIRST" : "SECOND")))) {
      List<CompletableFuture<Void>> calls =
          Stream.generate(() -> CompletableFuture.runAsync(reached::describeRegions))
              .limit(8)
              .toList();
      for (CompletableFuture<Void> call : calls) {
        call.get();
      }
    }
    assertThat(made).hasValue(2);
  }

  @Test
  void whereNoFreshCredentialsCanBeHadTheCallFailsWithWhatAwsSaidAndWhyNot() {
    AtomicInteger made = new AtomicInteger();
    RenewableCredentials loggedOut =
        RenewableCredentials.of(
            () -> {
              if (made.incrementAndGet() > 1) {
                throw SdkClientException.create("Log in first.");
              }
              return fixed("FIRST");
            });
    try (AwsAccount reached = reachedWith(loggedOut)) {
      Throwable thrown = catchThrowable(reached::describeRegions);

      assertThat(Failure.of(thrown).code()).isEqualTo("ExpiredToken");
      assertThat(thrown.getSuppressed())
          .extracting(Throwable::getMessage)
          .contains("Log in first.");
      assertThat(proxy.calls("DescribeRegions")).hasSize(1);
    }
  }

  @Test
  void freshCredentialsThatAreRefusedAsWellAreNotSentAgain() {
    AtomicInteger asked = new AtomicInteger();
    proxy.on("ec2", "DescribeRegions").does(Fault.error(400, "ExpiredToken"));
    try (AwsAccount reached =
        AwsAccount.create(
            settings()
                .credentialsProvider(
                    () -> fixed("KEY" + asked.incrementAndGet()).resolveCredentials())
                .build())) {
      assertThat(Failure.of(catchThrowable(reached::describeRegions)).kind())
          .isEqualTo(Failure.Kind.CREDENTIALS_EXPIRED);
      assertThat(proxy.calls("DescribeRegions")).hasSize(2);
    }
  }

  @Test
  void aDrippingAnswerEndsWithTheCallersTime() {
    AwsSettings impatient =
        settings()
            .overrideConfiguration(
                quick(MotoServer.shared().settings(accountId)).toBuilder()
                    .apiCallTimeout(Duration.ofSeconds(2))
                    .build())
            .build();
    proxy.on("ec2", "DescribeRegions").does(Fault.drip());
    try (AwsAccount hasty = AwsAccount.create(impatient)) {
      assertThatThrownBy(hasty::describeRegions).isInstanceOf(ApiCallTimeoutException.class);
    }
  }

  @Test
  void aServerThatReadsAByteASecondHoldsNoUploadForEver() {
    AwsSettings impatient =
        settings()
            .overrideConfiguration(
                quick(MotoServer.shared().settings(accountId)).toBuilder()
                    .apiCallTimeout(Duration.ofSeconds(2))
                    .build())
            .build();
    proxy.on("s3", "UploadPart").readsSlowly();
    try (AwsAccount hasty = AwsAccount.create(impatient)) {
      S3Client s3 = hasty.client(S3Client.class, S3Client::builder);
      assertThatThrownBy(
              () ->
                  s3.uploadPart(
                      r -> r.bucket("bucket-" + accountId).key("k").uploadId("u").partNumber(1),
                      RequestBody.fromBytes(new byte[5 * 1024 * 1024])))
          .isInstanceOf(ApiCallTimeoutException.class);
    }
  }

  @Test
  void anInterceptorsTimeHoldsForTheCall() {
    AwsSettings intercepted =
        settings()
            .overrideConfiguration(
                quick(MotoServer.shared().settings(accountId)).toBuilder()
                    .addExecutionInterceptor(new OneSecond())
                    .build())
            .build();
    proxy.on("s3", "PutObject").does(Fault.hang());
    try (AwsAccount hasty = AwsAccount.create(intercepted)) {
      S3Client s3 = hasty.client(S3Client.class, S3Client::builder);
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      r -> r.bucket("bucket-" + accountId).key("k").contentLength(1L),
                      RequestBody.fromString("x")))
          .isInstanceOf(ApiCallTimeoutException.class);
    }
  }

  /** What {@link Patience} does for uploads, by which it is seen that the SDK heeds it. */
  private static final class OneSecond implements ExecutionInterceptor {

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      return ((PutObjectRequest) context.request())
          .toBuilder().overrideConfiguration(c -> c.apiCallTimeout(Duration.ofSeconds(1))).build();
    }
  }

  @Test
  void anObjectThatIsClosedEarlyIsNotReadToItsEnd() throws Exception {
    String bucket = "bucket-" + accountId;
    s3().createBucket(r -> r.bucket(bucket));
    s3().putObject(
            r -> r.bucket(bucket).key("k"), RequestBody.fromBytes(new byte[4 * 1024 * 1024]));
    proxy.on("s3", "GetObject").does(Fault.drip());

    try (InputStream object = new S3ObjectStore(s3(), new S3Location(bucket, "")).open("k")) {
      assertThat(object.read()).isZero();
    }
    proxy.clear();
    proxy.on("s3", "GetObject").does(Fault.delivered(Fault.Delivery.CUT_OFF));
    try (InputStream object = new S3ObjectStore(s3(), new S3Location(bucket, "")).open("k")) {
      assertThatThrownBy(object::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "a,b", "a,b,c"})
  void aListThatLeadsBackToAPageEnds(String cycle) {
    String[] tokens = cycle.split(",", -1);
    proxy.on("ec2", "DescribeInstances").does(Fault.pageTokens(tokens));
    AwsScope scope = account.global();

    Throwable thrown =
        catchThrowable(
            () ->
                scope
                    .pages(
                        scope
                            .client(Ec2Client.class, Ec2Client::builder)
                            .describeInstancesPaginator())
                    .forEach(page -> {}));

    assertThat(Failure.of(thrown).code()).isEqualTo("RepeatedPageToken");
    assertThat(proxy.calls("DescribeInstances")).hasSize(tokens.length + 1);
  }

  @Test
  void regionsAreAskedForAnewAndNamedOnesNeedNoList() {
    account.select(RegionFilter.all());
    account.select(RegionFilter.all());
    assertThat(proxy.calls("DescribeRegions")).hasSize(2);
    proxy.on("ec2", "DescribeRegions").does(Fault.error(403, "UnauthorizedOperation"));

    RegionSelection named = account.select(RegionFilter.of("eu-west-1", "cn-north-1"));
    assertThat(named.regions().keySet())
        .extracting(region -> region.regionName() + " " + region.endpoint())
        .containsExactly(
            "cn-north-1 ec2.cn-north-1.amazonaws.com.cn", "eu-west-1 ec2.eu-west-1.amazonaws.com");
    assertThat(named.unlisted()).isEmpty();
    assertThat(account.select(RegionFilter.of("eu-west-1", "us-*")).unlisted()).isPresent();
    assertThatThrownBy(() -> account.select(RegionFilter.of("eu-west-9")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("'eu-west-9' is no Region that is known here");
    assertThatThrownBy(() -> account.select(RegionFilter.of("!me-*")))
        .isInstanceOf(SdkException.class);
  }
}
