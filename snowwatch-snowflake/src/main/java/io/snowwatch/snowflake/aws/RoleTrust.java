package io.snowwatch.snowflake.aws;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * Whom the role trusts with which Snowflake reads the bucket.
 *
 * <p>The stack makes the role, trusting nobody. Its trust policy is replaced only where each of its
 * statements is one of SnowWatch's, which their Sid tells; a policy of somebody else's that trusts
 * Snowflake already is left as it is.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html">
 *     UpdateAssumeRolePolicy</a>
 */
public final class RoleTrust {

  private static final Pattern ROLE_ARN =
      Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/(?:[\\w+=,.@/-]*/)?([\\w+=,.@-]{1,64})");

  private final IamClient iam;
  private final String roleArn;
  private final String roleName;

  private RoleTrust(IamClient iam, String roleArn, String roleName) {
    this.iam = iam;
    this.roleArn = roleArn;
    this.roleName = roleName;
  }

  /**
   * The trust of a role.
   *
   * @param iam reaches the role's account; not closed here
   * @param roleArn the role's ARN, of any partition
   * @return the trust
   * @throws ConfigurationException if that is no ARN of a role
   */
  public static RoleTrust of(IamClient iam, String roleArn) {
    Matcher arn = ROLE_ARN.matcher(roleArn);
    if (!arn.matches()) {
      throw new ConfigurationException(
          List.of(
              "'%s' is not the ARN of an IAM role: give arn:aws:iam::<account id>:role/<name>, or that of another partition."
                  .formatted(roleArn)));
    }
    return new RoleTrust(iam, roleArn, arn.group(1));
  }

  /**
   * What would be done. Nothing is written.
   *
   * @param identity as whom Snowflake comes
   * @return the present policy, the wanted one and what there is to do
   * @throws SnowWatchException if there is no such role
   */
  public Wiring plan(IntegrationIdentity identity) {
    TrustDocument present = read();
    TrustDocument wanted = TrustDocument.of(identity);
    Wiring.Action action;
    String reason;
    if (present.root().equals(wanted.root()) || (!present.isOurs() && present.trusts(identity))) {
      action = Wiring.Action.NONE;
      reason = "it trusts Snowflake and asks for the external id.";
    } else if (present.isOurs()) {
      action = Wiring.Action.CHANGE;
      reason =
          present.trustsNobody()
              ? "it trusts nobody yet."
              : "it trusts another than DESC INTEGRATION shows.";
    } else {
      action = Wiring.Action.CONFLICT;
      reason =
          "its trust policy is not SnowWatch's: no statement is changed. Put the wanted one there yourself, or give another role.";
    }
    return new Wiring(
        "trust of the role " + roleName,
        action,
        reason,
        List.of(present.pretty()),
        List.of(wanted.pretty()));
  }

  /**
   * Lets exactly this principal take on the role, with exactly this external id, and nobody else.
   * IAM needs seconds until everybody knows: {@link Patience} waits for it.
   *
   * @param identity as whom Snowflake comes
   * @return what was done
   * @throws WiringConflictException if the present policy is not SnowWatch's
   * @throws SnowWatchException if there is no such role, or another policy is there afterwards
   */
  public Wiring apply(IntegrationIdentity identity) {
    Wiring plan = plan(identity);
    if (plan.action() == Wiring.Action.CONFLICT) {
      throw new WiringConflictException(plan);
    }
    if (plan.action() == Wiring.Action.CHANGE) {
      write(TrustDocument.of(identity));
    }
    return plan;
  }

  /**
   * Lets nobody take on the role.
   *
   * @return what was done
   * @throws WiringConflictException if the present policy is not SnowWatch's
   * @throws SnowWatchException if there is no such role
   */
  public Wiring revoke() {
    TrustDocument present = read();
    TrustDocument nobody = TrustDocument.nobody();
    Wiring.Action action =
        present.trustsNobody()
            ? Wiring.Action.NONE
            : present.isOurs() ? Wiring.Action.CHANGE : Wiring.Action.CONFLICT;
    Wiring plan =
        new Wiring(
            "trust of the role " + roleName,
            action,
            action == Wiring.Action.CONFLICT
                ? "its trust policy is not SnowWatch's: no statement is changed."
                : "nobody may take it on.",
            List.of(present.pretty()),
            List.of(nobody.pretty()));
    if (action == Wiring.Action.CONFLICT) {
      throw new WiringConflictException(plan);
    }
    if (action == Wiring.Action.CHANGE) {
      write(nobody);
    }
    return plan;
  }

  private void write(TrustDocument wanted) {
    iam.updateAssumeRolePolicy(r -> r.roleName(roleName).policyDocument(wanted.json()));
    TrustDocument written = read();
    if (!written.root().equals(wanted.root())) {
      throw new SnowWatchException(
          "The trust policy of the role %s was written, and then another one was there:\n%s\nSomebody changes it at the same time: find out who, then try again."
              .formatted(roleName, written.pretty()));
    }
  }

  private TrustDocument read() {
    Role role;
    try {
      role = iam.getRole(r -> r.roleName(roleName)).role();
    } catch (NoSuchEntityException e) {
      throw new SnowWatchException(
          "There is no role %s: deploy the stack, which makes it, or give another role."
              .formatted(roleArn),
          e);
    }
    if (!role.arn().equals(roleArn)) {
      throw new SnowWatchException(
          "The role %s was to be found, but the credentials reach %s: use those of the role's account."
              .formatted(roleArn, role.arn()));
    }
    return TrustDocument.parse(
        URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8));
  }
}
