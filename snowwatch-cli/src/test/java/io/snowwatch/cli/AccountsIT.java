package io.snowwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.storage.Compression;
import io.snowwatch.testing.Fault;
import io.snowwatch.testing.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts are reached in every way that profiles know, at the endpoint that was given. */
class AccountsIT {

  private static final String CONFIG =
      """
      [default]
      region = us-east-1
      [profile base]
      aws_access_key_id = BASE
      aws_secret_access_key = s
      [profile role]
      role_arn = arn:aws:iam::210987654321:role/r
      source_profile = base
      [profile denied]
      role_arn = arn:aws:iam::999999999999:role/denied
      source_profile = base
      [profile role-of-role]
      role_arn = arn:aws:iam::210987654321:role/q
      source_profile = role
      [profile role-of-environment]
      role_arn = arn:aws:iam::210987654321:role/r
      credential_source = Environment
      [sso-session corp]
      sso_start_url = https://x.awsapps.com/start
      sso_region = eu-west-1
      sso_registration_scopes = sso:account:access
      [sso-session never]
      sso_start_url = https://x.awsapps.com/start
      sso_region = eu-west-1
      [profile sso]
      sso_session = corp
      sso_account_id = 123456789012
      sso_role_name = R
      [profile sso-never]
      sso_session = never
      sso_account_id = 123456789012
      sso_role_name = R
      [profile sso-legacy]
      sso_start_url = https://legacy.awsapps.com/start
      sso_region = eu-west-1
      sso_account_id = 123456789012
      sso_role_name = R
      [profile sso-expired]
      sso_start_url = https://expired.awsapps.com/start
      sso_region = eu-west-1
      sso_account_id = 123456789012
      sso_role_name = R
      [profile sso-revoked]
      sso_start_url = https://revoked.awsapps.com/start
      sso_region = eu-west-1
      sso_account_id = 123456789012
      sso_role_name = R
      [profile sso-incomplete]
      sso_session = nowhere
      sso_account_id = 123456789012
      sso_role_name = R
      [profile role-of-sso]
      role_arn = arn:aws:iam::210987654321:role/r
      source_profile = sso
      [profile role-of-sso-never]
      role_arn = arn:aws:iam::210987654321:role/r
      source_profile = sso-never
      [profile login]
      login_session = arn:aws:iam::123456789012:user/u
      [profile process]
      credential_process = echo '{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "s"}'
      [profile process-rotates]
      credential_process = sh %s
      [profile process-fails]
      credential_process = sh -c 'echo no vault here >&2; exit 3'
      [profile web]
      role_arn = arn:aws:iam::210987654321:role/r
      web_identity_token_file = %s
      [profile mfa]
      role_arn = arn:aws:iam::210987654321:role/r
      source_profile = base
      mfa_serial = arn:aws:iam::123456789012:mfa/u
      """;

  private StubAws aws;
  private final LaunchedCommand command = new LaunchedCommand();

  @TempDir private Path home;

  @BeforeEach
  void configure() throws IOException {
    aws = new StubAws();
    Path token = Files.writeString(home.resolve("token"), "web token");
    Path config = Files.createDirectories(home.resolve(".aws")).resolve("config");
    Path rotates =
        Files.writeString(
            home.resolve("rotates"),
            """
            cd "$(dirname "$0")"
            printf '{"Version": 1, "AccessKeyId": "KEY%s", "SecretAccessKey": "s"}' "$(cat asked)"
            printf I >>asked
            """);
    Files.createFile(home.resolve("asked"));
    Files.writeString(config, CONFIG.formatted(rotates, token));
    String valid = "2100-01-01T00:00:00Z";
    String past = "2020-01-01T00:00:00Z";
    token("corp", "valid", valid);
    token("https://legacy.awsapps.com/start", "valid", valid);
    token("https://expired.awsapps.com/start", "old", past);
    token("https://revoked.awsapps.com/start", "revoked", valid);
    command.with("HOME", home.toString());
  }

  private void token(String name, String token, String expires) throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
      Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
      Files.writeString(
          cache.resolve("%040x.json".formatted(new BigInteger(1, hash))),
          """
          {"accessToken": "%s", "expiresAt": "%s", "region": "eu-west-1",
           "startUrl": "https://x.awsapps.com/start"}
          """
              .formatted(token, expires));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  private LaunchedCommand.Finished harvest(String... more)
      throws IOException, InterruptedException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "harvest",
                "--source=security_groups",
                "--region=us-east-1",
                "--home-region=us-east-1",
                "--to=" + home.resolve("harvest")));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.startsWith("--endpoint-url="))) {
      args.add("--endpoint-url=" + aws.endpoint());
    }
    return command.run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "base, GetCallerIdentity by BASE",
    "role, AssumeRole by BASE",
    "role-of-role, AssumeRole by ROLE",
    "role-of-environment, AssumeRole by ENVIRONMENT",
    "sso, /federation/credentials",
    "sso-legacy, /federation/credentials",
    "role-of-sso, AssumeRole by SSO",
    "process, GetCallerIdentity by PROCESS",
    "web, AssumeRoleWithWebIdentity"
  })
  void aProfileReachesItsAccount(String profile, String call)
      throws IOException, InterruptedException {
    if (profile.equals("role-of-environment")) {
      command.with("AWS_ACCESS_KEY_ID", "ENVIRONMENT").with("AWS_SECRET_ACCESS_KEY", "s");
    }

    LaunchedCommand.Finished harvest = harvest("--profile=" + profile);

    assertThat(harvest.err()).doesNotContain("FAILED");
    assertThat(harvest.status()).as(harvest.err()).isZero();
    assertThat(aws.calls()).contains(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sso-never|3|run aws sso login --profile sso-never",
        "sso-expired|3|run aws sso login --profile sso-expired",
        "sso-revoked|3|run aws sso login --profile sso-revoked",
        "role-of-sso-never|3|run aws sso login --profile sso-never",
        "login|3|run aws login --profile login",
        "process-fails|2|no vault here",
        "sso-incomplete|2|nowhere",
        "mfa|2|aws configure export-credentials --profile mfa"
      })
  void aProfileThatGivesNoCredentialsIsExplained(String profile, int status, String explanation)
      throws IOException, InterruptedException {
    LaunchedCommand.Finished harvest = harvest("--profile=" + profile);

    assertThat(harvest.err()).contains(explanation).contains("'" + profile + "'");
    assertThat(harvest.err()).doesNotContain("class path").doesNotContain("Unexpected");
    assertThat(harvest.status()).as(harvest.err()).isEqualTo(status);
  }

  @Test
  void theProfileOfTheEnvironmentIsTakenAsItsOwn() throws IOException, InterruptedException {
    command.with("AWS_PROFILE", "sso-never");
    assertThat(harvest().err()).contains("run aws sso login --profile sso-never");

    command.with("AWS_PROFILE", "nobody");
    assertThat(harvest().err()).contains("There is no AWS profile 'nobody': choose from [");

    command.with("AWS_PROFILE", "role");
    assertThat(harvest().status()).isZero();
    assertThat(aws.calls()).contains("AssumeRole by BASE");
  }

  @ParameterizedTest
  @CsvSource({
    "base, sts.us-east-1.amazonaws.com:443",
    "role, sts.us-east-1.amazonaws.com:443",
    "web, sts.us-east-1.amazonaws.com:443",
    "sso, portal.sso.eu-west-1.amazonaws.com:443"
  })
  void whatGivesCredentialsIsReachedThroughTheProxy(String profile, String target)
      throws IOException, InterruptedException {
    try (FaultProxy proxy = FaultProxy.before(URI.create(aws.endpoint()))) {
      command.with("HTTPS_PROXY", proxy.endpoint().toString()).with("AWS_MAX_ATTEMPTS", "1");

      LaunchedCommand.Finished harvest =
          command.run(
              "harvest",
              "--source=iam",
              "--home-region=us-east-1",
              "--to=" + home.resolve("harvest"),
              "--profile=" + profile);

      assertThat(harvest.status()).as(harvest.err()).isEqualTo(ExitStatus.AWS_UNREACHABLE);
      assertThat(harvest.err()).doesNotContain("login");
      assertThat(proxy.calls("CONNECT")).isNotEmpty().allMatch(c -> c.target().equals(target));
    }
  }

  @Test
  void anAccountThatCannotBeReachedIsFailedInTheDataAndDoesNotStopTheOthers()
      throws IOException, InterruptedException {
    LaunchedCommand.Finished harvest = harvest("--profile=base,denied,nobody");

    assertThat(harvest.status()).as(harvest.err()).isEqualTo(ExitStatus.PART_FAILED);
    assertThat(harvest.err())
        .contains("FAILED account 999999999999: The AWS profile 'denied' gives no credentials:")
        .contains("Not for you")
        .contains("FAILED account nobody: There is no AWS profile 'nobody'");
    assertThat(rows())
        .contains(
            "123456789012 us-east-1 SUCCEEDED", "999999999999 null FAILED", "nobody null FAILED");
  }

  @Test
  void anAccountThatCannotBeReachedIsFailedInTheDataThoughThereIsNoOther()
      throws IOException, InterruptedException {
    LaunchedCommand.Finished harvest = harvest("--profile=denied");

    assertThat(harvest.status()).as(harvest.err()).isEqualTo(ExitStatus.AWS_UNREACHABLE);
    assertThat(rows()).containsExactly("999999999999 null FAILED");
  }

  @Test
  void credentialsThatExpireWhileTheyAreUsedAreAskedForAnew()
      throws IOException, InterruptedException {
    try (FaultProxy proxy = FaultProxy.before(URI.create(aws.endpoint()))) {
      proxy
          .on("ec2", "DescribeSecurityGroups")
          .and(call -> call.header("authorization").contains("Credential=KEY/"))
          .does(Fault.error(400, "ExpiredToken"));

      LaunchedCommand.Finished harvest =
          harvest("--profile=process-rotates", "--endpoint-url=" + proxy.endpoint());

      assertThat(harvest.status()).as(harvest.err()).isZero();
      assertThat(proxy.calls("DescribeSecurityGroups")).hasSizeGreaterThan(1);
    }
    assertThat(home.resolve("asked")).hasContent("II");
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(home.resolve("harvest/harvest_monitoring"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (InputStream lines = Compression.uncompress(Files.newInputStream(file))) {
        for (String line :
            new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
          JsonNode row = new ObjectMapper().readTree(line);
          rows.add(
              row.path("AccountId").asText()
                  + " "
                  + row.path("RegionName").asText("null")
                  + " "
                  + row.path("Outcome").asText());
        }
      }
    }
    return rows;
  }
}
