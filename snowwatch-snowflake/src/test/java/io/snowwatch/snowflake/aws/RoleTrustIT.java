package io.snowwatch.snowflake.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;

class RoleTrustIT {

  private static final String ROLE = "snowwatch-snowflake";
  private static final IntegrationIdentity SNOWFLAKE =
      new IntegrationIdentity("arn:aws:iam::999988887777:user/abc1-s-xyz", "snowwatch-1");
  private static final IntegrationIdentity MOVED =
      new IntegrationIdentity("arn:aws:iam::999988887777:user/moved", "snowwatch-1");

  private String accountId;
  private AwsAccount account;
  private IamClient iam;
  private RoleTrust trust;

  @BeforeEach
  void reach() {
    accountId = MotoServer.randomAccountId();
    account = AwsAccount.create(MotoServer.shared().settings(accountId));
    iam = account.client(IamClient.class, IamClient::builder);
    trust = RoleTrust.of(iam, arn(ROLE));
  }

  @AfterEach
  void close() {
    account.close();
  }

  private String arn(String role) {
    return "arn:aws:iam::" + accountId + ":role/" + role;
  }

  private void role(String document) {
    iam.createRole(r -> r.roleName(ROLE).assumeRolePolicyDocument(document));
  }

  private String document() {
    return URLDecoder.decode(
        iam.getRole(r -> r.roleName(ROLE)).role().assumeRolePolicyDocument(),
        StandardCharsets.UTF_8);
  }

  @Test
  void trustsExactlySnowflakeAfterwardsAndWritesNothingTheSecondTime() {
    role(TrustDocument.nobody().json());

    assertThat(trust.plan(SNOWFLAKE).action()).isEqualTo(Wiring.Action.CHANGE);
    assertThat(document()).as("a plan writes nothing").isEqualTo(TrustDocument.nobody().json());
    assertThat(trust.apply(SNOWFLAKE).action()).isEqualTo(Wiring.Action.CHANGE);

    assertThat(document())
        .isEqualTo(
            """
            {"Version":"2012-10-17","Statement":[{"Sid":"SnowWatchTrustsSnowflake","Effect":"Allow",\
            "Principal":{"AWS":"arn:aws:iam::999988887777:user/abc1-s-xyz"},"Action":"sts:AssumeRole",\
            "Condition":{"StringEquals":{"sts:ExternalId":"snowwatch-1"}}}]}""");
    assertThat(trust.apply(SNOWFLAKE).action()).isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void followsAnIntegrationThatWasMadeAnew() {
    role(TrustDocument.of(MOVED).json());

    assertThat(trust.apply(SNOWFLAKE).reason()).contains("another than DESC INTEGRATION shows");

    assertThat(TrustDocument.parse(document()).trusts(SNOWFLAKE)).isTrue();
    assertThat(TrustDocument.parse(document()).trusts(MOVED)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Another's altogether.
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""",
        // SnowWatch's with a statement of somebody's beside it.
        """
        {"Version":"2012-10-17","Statement":[{"Sid":"SnowWatchTrustsNobody","Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"},
        {"Sid":"Admin","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}""",
        // A single statement is no list.
        """
        {"Version":"2012-10-17","Statement":{"Sid":"Mine","Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""",
        // Snowflake without the external id: whoever makes an integration of that role's name
        // reads.
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:user/abc1-s-xyz"},"Action":"sts:AssumeRole"}]}""",
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:user/abc1-s-xyz"},"Action":"sts:AssumeRole","Condition":{"StringLike":{"sts:ExternalId":"*"}}}]}"""
      })
  void refusesToChangeWhatItDidNotWriteAndPrintsBoth(String foreign) {
    role(foreign);

    assertThatThrownBy(() -> trust.apply(SNOWFLAKE))
        .isInstanceOf(WiringConflictException.class)
        .hasMessageContaining("not SnowWatch's")
        .hasMessageContaining("found:")
        .hasMessageContaining("SnowWatchTrustsSnowflake")
        .hasMessageContaining(TrustDocument.parse(foreign).pretty().lines().toList().get(1));
    assertThat(document()).isEqualTo(foreign);
    assertThatThrownBy(trust::revoke).isInstanceOf(WiringConflictException.class);
  }

  @Test
  void leavesAPolicyOfSomebodyThatTrustsSnowflakeAsItIs() {
    String manual =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::999988887777:user/abc1-s-xyz"]},\
        "Action":["sts:AssumeRole"],"Condition":{"StringEquals":{"STS:externalId":["snowwatch-1"]}}}]}""";
    role(manual);

    assertThat(trust.apply(SNOWFLAKE).action()).isEqualTo(Wiring.Action.NONE);
    assertThat(document()).isEqualTo(manual);
  }

  @Test
  void trustsNobodyAfterItIsTakenBack() {
    role(TrustDocument.of(SNOWFLAKE).json());

    assertThat(trust.revoke().action()).isEqualTo(Wiring.Action.CHANGE);
    assertThat(document()).isEqualTo(TrustDocument.nobody().json());
    assertThat(trust.revoke().action()).isEqualTo(Wiring.Action.NONE);
  }

  @Test
  void saysWhatMakesTheRoleThatIsMissing() {
    assertThatThrownBy(() -> trust.plan(SNOWFLAKE))
        .isInstanceOf(SnowWatchException.class)
        .hasMessageContaining("There is no role " + arn(ROLE))
        .hasMessageContaining("deploy the stack");
  }

  @Test
  void doesNotTakeARoleOfTheSameNameInAnotherAccount() {
    role(TrustDocument.nobody().json());

    assertThatThrownBy(
            () -> RoleTrust.of(iam, "arn:aws:iam::000000000000:role/" + ROLE).apply(SNOWFLAKE))
        .isInstanceOf(SnowWatchException.class)
        .hasMessageContaining("the credentials reach " + arn(ROLE));
    assertThat(document()).isEqualTo(TrustDocument.nobody().json());
  }

  @Test
  void takesRolesOfOtherPartitionsAndWithAPath() {
    assertThat(RoleTrust.of(iam, "arn:aws-us-gov:iam::123456789012:role/a/b/name")).isNotNull();
    assertThat(RoleTrust.of(iam, "arn:aws-cn:iam::123456789012:role/name")).isNotNull();
    assertThatThrownBy(() -> RoleTrust.of(iam, "snowwatch-snowflake"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'snowwatch-snowflake' is not the ARN of an IAM role");
  }

  @Test
  void saysWhatIsNoIdentityOfSnowflakes() {
    assertThatThrownBy(() -> new IntegrationIdentity("arn:aws:iam::1:root", "x"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'arn:aws:iam::1:root' is not the ARN")
        .hasMessageContaining("'x' is no external id");
    assertThat(new IntegrationIdentity("arn:aws-cn:iam::999988887777:user/a", "SF_x=1:y/z"))
        .isNotNull();
  }
}
