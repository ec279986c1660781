package io.snowwatch.source;

import static io.snowwatch.catalog.Column.bool;
import static io.snowwatch.catalog.Column.count;
import static io.snowwatch.catalog.Column.integer;
import static io.snowwatch.catalog.Column.notEmpty;
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
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.catalog.Source;
import io.snowwatch.harvest.InventoryRecord;
import io.snowwatch.harvest.InventorySource;
import io.snowwatch.harvest.RecordEmitter;
import io.snowwatch.harvest.SourcePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GroupDetail;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.UserDetail;

/**
 * An account's IAM users, groups, roles and policies, which one paginated call describes: once for
 * the users, whose MFA devices are a call each, and beside it once for all others.
 *
 * <p>Stateless and safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html">
 *     GetAccountAuthorizationDetails</a>
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html">
 *     ListMFADevices</a>
 */
public final class Iam implements InventorySource {

  /** The most that both calls give at once. */
  private static final int PAGE = 1000;

  // The members of the API's shape policyDocumentType, which is URL-encoded as RFC 3986 says.
  private static final Set<String> POLICY_DOCUMENTS =
      Set.of("AssumeRolePolicyDocument", "Document", "PolicyDocument");

  static final Dataset USERS =
      Dataset.builder()
          .name("iam_users")
          .title("IAM users")
          .subdirectory("users")
          .objectPrefix("IAM_USER_MONITORING")
          .addColumns(
              string("ARN", "Arn").describe("The ARN."),
              timestamp("CREATED_DATE", "CreateDate").describe("When it was created."),
              string("PATH", "Path").describe("The path before its name."),
              string("USER_ID", "UserId").describe("The id, which no later user has again."),
              string("USER_NAME", "UserName").describe("The name, unique in the account."),
              notEmpty("MFA_IS_ENABLED", "MFADevices")
                  .describe("Whether it has an MFA device; NULL where that is not known."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."))
          .addViewColumns(
              string("PERMISSIONS_BOUNDARY_ARN", "PermissionsBoundary.PermissionsBoundaryArn")
                  .describe("The policy that bounds what it may be permitted."),
              count("INLINE_POLICY_COUNT", "UserPolicyList")
                  .describe("How many policies are written into it."),
              count("ATTACHED_POLICY_COUNT", "AttachedManagedPolicies")
                  .describe("How many managed policies are attached to it."),
              count("GROUP_COUNT", "GroupList").describe("How many groups it is in."),
              count("MFA_DEVICE_COUNT", "MFADevices")
                  .describe("How many MFA devices it has; NULL where that is not known."))
          .addKinds(new ResourceKind("AWS::IAM::User", "USER_NAME", "${ARN}"))
          .addUnorderedLists(
              ListPath.parse("AttachedManagedPolicies"),
              ListPath.parse("GroupList"),
              ListPath.parse("MFADevices"),
              ListPath.parse("Tags"),
              ListPath.parse("UserPolicyList"))
          .addParts(
              Part.of(Views.IAM_DIRECT_ATTACHMENTS)
                  .elements("POLICY", Part.RESOURCE, "AttachedManagedPolicies")
                  .constant("PRINCIPAL_TYPE", "user")
                  .column("PRINCIPAL_NAME", Part.RESOURCE, "UserName")
                  .column("POLICY_ARN", "POLICY", "PolicyArn")
                  .constant("VIA", "direct"),
              Part.of(Views.IAM_DIRECT_ATTACHMENTS)
                  .texts("POLICY", Part.RESOURCE, "PermissionsBoundary.PermissionsBoundaryArn")
                  .constant("PRINCIPAL_TYPE", "user")
                  .column("PRINCIPAL_NAME", Part.RESOURCE, "UserName")
                  .element("POLICY_ARN", "POLICY")
                  .constant("VIA", "boundary"),
              Part.of(Views.IAM_GROUP_MEMBERS)
                  .texts("MEMBERSHIP", Part.RESOURCE, "GroupList")
                  .owner("USER_NAME")
                  .element("GROUP_NAME", "MEMBERSHIP"),
              Part.of(Views.IAM_MFA_DEVICES)
                  .elements("DEVICE", Part.RESOURCE, "MFADevices")
                  .owner("USER_NAME")
                  .column("SERIAL_NUMBER", "DEVICE", "SerialNumber"),
              Views.statements("user", "inline", "UserPolicyList", "PolicyDocument")
                  .column("HOLDER_NAME", Part.RESOURCE, "UserName")
                  .column("POLICY_NAME", "POLICY", "PolicyName"),
              Views.tags())
          .build();

  static final Dataset GROUPS =
      Dataset.builder()
          .name("iam_groups")
          .title("IAM groups")
          .subdirectory("groups")
          .objectPrefix("IAM_GROUP_MONITORING")
          .addColumns(
              string("ARN", "Arn").describe("The ARN."),
              timestamp("CREATE_DATE", "CreateDate").describe("When it was created."),
              string("GROUP_ID", "GroupId").describe("The id, which no later group has again."),
              string("GROUP_NAME", "GroupName").describe("The name, unique in the account."),
              string("PATH", "Path").describe("The path before its name."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."))
          .addViewColumns(
              count("INLINE_POLICY_COUNT", "GroupPolicyList")
                  .describe("How many policies are written into it."),
              count("ATTACHED_POLICY_COUNT", "AttachedManagedPolicies")
                  .describe("How many managed policies are attached to it."))
          .addKinds(new ResourceKind("AWS::IAM::Group", "GROUP_NAME", "${ARN}"))
          .addUnorderedLists(
              ListPath.parse("AttachedManagedPolicies"), ListPath.parse("GroupPolicyList"))
          .addParts(
              Part.of(Views.IAM_DIRECT_ATTACHMENTS)
                  .elements("POLICY", Part.RESOURCE, "AttachedManagedPolicies")
                  .constant("PRINCIPAL_TYPE", "group")
                  .column("PRINCIPAL_NAME", Part.RESOURCE, "GroupName")
                  .column("POLICY_ARN", "POLICY", "PolicyArn")
                  .constant("VIA", "direct"),
              Views.statements("group", "inline", "GroupPolicyList", "PolicyDocument")
                  .column("HOLDER_NAME", Part.RESOURCE, "GroupName")
                  .column("POLICY_NAME", "POLICY", "PolicyName"))
          .build();

  static final Dataset ROLES =
      Dataset.builder()
          .name("iam_roles")
          .title("IAM roles")
          .subdirectory("roles")
          .objectPrefix("IAM_ROLE_MONITORING")
          .addColumns(
              string("ARN", "Arn").describe("The ARN."),
              timestamp("CREATE_DATE", "CreateDate").describe("When it was created."),
              string("PATH", "Path").describe("The path before its name."),
              string("ROLE_ID", "RoleId").describe("The id, which no later role has again."),
              string("ROLE_NAME", "RoleName").describe("The name, unique in the account."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."))
          .addViewColumns(
              string("PERMISSIONS_BOUNDARY_ARN", "PermissionsBoundary.PermissionsBoundaryArn")
                  .describe("The policy that bounds what it may be permitted."),
              count("INLINE_POLICY_COUNT", "RolePolicyList")
                  .describe("How many policies are written into it."),
              count("ATTACHED_POLICY_COUNT", "AttachedManagedPolicies")
                  .describe("How many managed policies are attached to it."),
              timestamp("LAST_USED_TIME", "RoleLastUsed.LastUsedDate")
                  .describe("When it was last taken on, of the days that IAM remembers."),
              string("LAST_USED_REGION", "RoleLastUsed.Region")
                  .describe("The Region where it was last taken on."))
          .addKinds(new ResourceKind("AWS::IAM::Role", "ROLE_NAME", "${ARN}"))
          .addVolatileMembers(JsonPath.parse("RoleLastUsed"))
          .addUnorderedLists(
              ListPath.parse("AttachedManagedPolicies"),
              ListPath.parse("InstanceProfileList"),
              ListPath.parse("RolePolicyList"),
              ListPath.parse("Tags"))
          .addParts(
              Part.of(Views.IAM_DIRECT_ATTACHMENTS)
                  .elements("POLICY", Part.RESOURCE, "AttachedManagedPolicies")
                  .constant("PRINCIPAL_TYPE", "role")
                  .column("PRINCIPAL_NAME", Part.RESOURCE, "RoleName")
                  .column("POLICY_ARN", "POLICY", "PolicyArn")
                  .constant("VIA", "direct"),
              Part.of(Views.IAM_DIRECT_ATTACHMENTS)
                  .texts("POLICY", Part.RESOURCE, "PermissionsBoundary.PermissionsBoundaryArn")
                  .constant("PRINCIPAL_TYPE", "role")
                  .column("PRINCIPAL_NAME", Part.RESOURCE, "RoleName")
                  .element("POLICY_ARN", "POLICY")
                  .constant("VIA", "boundary"),
              Part.of(Views.IAM_INSTANCE_PROFILES)
                  .elements("PROFILE", Part.RESOURCE, "InstanceProfileList")
                  .owner("ROLE_NAME")
                  .column("INSTANCE_PROFILE_ARN", "PROFILE", "Arn"),
              Views.statements("role", "inline", "RolePolicyList", "PolicyDocument")
                  .column("HOLDER_NAME", Part.RESOURCE, "RoleName")
                  .column("POLICY_NAME", "POLICY", "PolicyName"),
              Views.tags())
          .addAllParts(trust())
          .build();

  static final Dataset POLICIES =
      Dataset.builder()
          .name("iam_policies")
          .title("IAM policies")
          .subdirectory("policies")
          .objectPrefix("IAM_POLICY_MONITORING")
          .addColumns(
              string("ARN", "Arn").describe("The ARN; AWS's own policies have no account in it."),
              integer("ATTACHMENT_COUNT", "AttachmentCount")
                  .describe("How many users, groups and roles it is attached to."),
              timestamp("CREATE_DATE", "CreateDate").describe("When it was created."),
              string("DEFAULT_VERSION_ID", "DefaultVersionId")
                  .describe("The version that is in force."),
              bool("IS_ATTACHABLE", "IsAttachable").describe("Whether it can be attached."),
              string("PATH", "Path").describe("The path before its name."),
              integer("PERMISSIONS_BOUNDARY_USAGE_COUNT", "PermissionsBoundaryUsageCount")
                  .describe("How many users and roles it bounds."),
              string("POLICY_ID", "PolicyId").describe("The id, which no later policy has again."),
              string("POLICY_NAME", "PolicyName").describe("The name."),
              timestamp("UPDATE_DATE", "UpdateDate").describe("When it was last changed."))
          .addAddedColumns(
              string("ACCOUNT_ID", "AccountId").describe("The AWS account, 12 digits."))
          .addKinds(new ResourceKind("AWS::IAM::ManagedPolicy", "ARN", "${ARN}"))
          .addVolatileMembers(
              JsonPath.parse("AttachmentCount"), JsonPath.parse("PermissionsBoundaryUsageCount"))
          .addUnorderedLists(ListPath.parse("PolicyVersionList"))
          .addParts(
              Views.statements("policy", "managed", "PolicyVersionList", "Document")
                  .where("POLICY", "IsDefaultVersion", "true")
                  .column("HOLDER_NAME", Part.RESOURCE, "PolicyName")
                  .column("POLICY_NAME", Part.RESOURCE, "PolicyName"))
          .build();

  /** Who may take on a role: everybody, all but some, or principals by their kinds. */
  private static List<Part> trust() {
    Part statement =
        Views.statement(
            Part.of(Views.IAM_POLICY_STATEMENTS)
                .constant("HOLDER_TYPE", "role")
                .column("HOLDER_NAME", Part.RESOURCE, "RoleName")
                .constant("POLICY_KIND", "trust")
                .oneOrMany("STATEMENT", Part.RESOURCE, "AssumeRolePolicyDocument.Statement"));
    List<Part> parts = new ArrayList<>();
    parts.add(
        statement
            .texts("WHO", "STATEMENT", "Principal")
            .constant("PRINCIPAL_TYPE", "*")
            .element("PRINCIPAL", "WHO"));
    parts.add(
        statement
            .texts(
                "EXCEPTED",
                "STATEMENT",
                "NotPrincipal.AWS",
                "NotPrincipal.Service",
                "NotPrincipal.Federated",
                "NotPrincipal.CanonicalUser")
            .constant("PRINCIPAL_TYPE", "*")
            .constant("PRINCIPAL", "*"));
    for (String type : List.of("AWS", "CanonicalUser", "Federated", "Service")) {
      parts.add(
          statement
              .texts("WHO", "STATEMENT", "Principal." + type)
              .constant("PRINCIPAL_TYPE", type)
              .element("PRINCIPAL", "WHO"));
    }
    return parts;
  }

  static final Source DECLARATION =
      Source.builder()
          .name("iam")
          .title("IAM users, groups, roles and policies")
          .function("monitorIAM")
          .coverage(Coverage.GLOBAL)
          .directory("iam_monitoring")
          .directoryVariable("S3_IAM_MONITORING_PATH")
          .addActions("iam:GetAccountAuthorizationDetails", "iam:ListMFADevices")
          .addDatasets(USERS, GROUPS, ROLES, POLICIES)
          .build();

  /**
   * The account's users with their MFA devices, each page fetched when it is needed.
   *
   * @param scope the account's {@linkplain io.snowwatch.aws.AwsAccount#global() global part}
   * @return the users, in the API's order
   * @throws SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<IamUser> streamUsers(AwsScope scope) {
    return SdkModules.needed(() -> users(scope));
  }

  private static Stream<IamUser> users(AwsScope scope) {
    IamClient iam = client(scope);
    return details(scope, EntityType.USER)
        .flatMap(page -> page.userDetailList().stream())
        .map(user -> user(iam, user, scope));
  }

  /**
   * The account's groups, each page fetched when it is needed.
   *
   * @param scope the account's {@linkplain io.snowwatch.aws.AwsAccount#global() global part}
   * @return the groups, in the API's order
   * @throws SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<IamGroup> streamGroups(AwsScope scope) {
    return SdkModules.needed(() -> groups(scope));
  }

  private static Stream<IamGroup> groups(AwsScope scope) {
    return details(scope, EntityType.GROUP)
        .flatMap(page -> page.groupDetailList().stream())
        .map(group -> new IamGroup(group, scope.accountId()));
  }

  /**
   * The account's roles, each page fetched when it is needed.
   *
   * @param scope the account's {@linkplain io.snowwatch.aws.AwsAccount#global() global part}
   * @return the roles, in the API's order
   * @throws SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<IamRole> streamRoles(AwsScope scope) {
    return SdkModules.needed(() -> roles(scope));
  }

  private static Stream<IamRole> roles(AwsScope scope) {
    return details(scope, EntityType.ROLE)
        .flatMap(page -> page.roleDetailList().stream())
        .map(role -> new IamRole(role, scope.accountId()));
  }

  /**
   * The managed policies, the account's own and AWS's, each page fetched when it is needed.
   *
   * @param scope the account's {@linkplain io.snowwatch.aws.AwsAccount#global() global part}
   * @return the policies, in the API's order
   * @throws SdkException while streaming, if a call fails
   * @throws io.snowwatch.ConfigurationException naming the SDK's module that is missing, if it is
   */
  public static Stream<IamPolicy> streamPolicies(AwsScope scope) {
    return SdkModules.needed(() -> policies(scope));
  }

  private static Stream<IamPolicy> policies(AwsScope scope) {
    return details(scope, EntityType.LOCAL_MANAGED_POLICY, EntityType.AWS_MANAGED_POLICY)
        .flatMap(page -> page.policies().stream())
        .map(policy -> new IamPolicy(policy, scope.accountId()));
  }

  private static IamClient client(AwsScope scope) {
    return scope.client(IamClient.class, IamClient::builder);
  }

  private static Stream<GetAccountAuthorizationDetailsResponse> details(
      AwsScope scope, EntityType... filter) {
    return scope.pages(
        client(scope)
            .getAccountAuthorizationDetailsPaginator(
                request -> request.filter(filter).maxItems(PAGE)));
  }

  private static IamUser user(IamClient iam, UserDetail user, AwsScope scope) {
    return new IamUser(user, mfaDevices(iam, user.userName(), scope), scope.accountId());
  }

  private static Optional<List<MFADevice>> mfaDevices(
      IamClient iam, String userName, AwsScope scope) {
    try {
      return Optional.of(
          scope
              .pages(
                  iam.listMFADevicesPaginator(request -> request.userName(userName).maxItems(PAGE)))
              .flatMap(page -> page.mfaDevices().stream())
              .toList());
    } catch (RuntimeException e) {
      // By its code: a class named here would be looked up to declare the source, too.
      if (Failure.hasCode(e, "NoSuchEntity")) {
        return Optional.empty(); // Deleted since it was listed.
      }
      throw e;
    }
  }

  /** Anything that IAM describes. */
  private interface IamRecord extends InventoryRecord {

    @Override
    default Map<String, ?> addedMembers() {
      return Added.members(this).toMap();
    }

    @Override
    default Set<String> urlEncodedDocuments() {
      return POLICY_DOCUMENTS;
    }
  }

  /**
   * A user.
   *
   * @param resource the user as the API describes it
   * @param mfaDevices all the user's MFA devices; empty if the user was deleted before they were
   *     asked for, and in a harvest also if the call failed
   * @param accountId the account, 12 digits
   */
  public record IamUser(UserDetail resource, Optional<List<MFADevice>> mfaDevices, String accountId)
      implements IamRecord {

    @Override
    public Map<String, ?> addedMembers() {
      return Added.members(this).with("MFADevices", mfaDevices).toMap();
    }
  }

  /**
   * A group.
   *
   * @param resource the group as the API describes it
   * @param accountId the account, 12 digits
   */
  public record IamGroup(GroupDetail resource, String accountId) implements IamRecord {}

  /**
   * A role.
   *
   * @param resource the role as the API describes it
   * @param accountId the account, 12 digits
   */
  public record IamRole(RoleDetail resource, String accountId) implements IamRecord {}

  /**
   * A managed policy.
   *
   * @param resource the policy as the API describes it
   * @param accountId the account whose authorization details name it, 12 digits
   */
  public record IamPolicy(ManagedPolicyDetail resource, String accountId) implements IamRecord {}

  @Override
  public Source declaration() {
    return DECLARATION;
  }

  @Override
  public void collect(AwsScope scope, RecordEmitter emitter) {
    collectUsers(scope, emitter);
    collectOthers(scope, emitter);
  }

  /** Users wait for a call for each of them; groups, roles and policies do not wait with them. */
  @Override
  public List<SourcePart> parts() {
    return List.of(
        new SourcePart(List.of(USERS), Iam::collectUsers),
        new SourcePart(List.of(GROUPS, ROLES, POLICIES), Iam::collectOthers));
  }

  private static void collectUsers(AwsScope scope, RecordEmitter emitter) {
    IamClient iam = client(scope);
    details(scope, EntityType.USER)
        .flatMap(page -> page.userDetailList().stream())
        .forEach(
            user ->
                emitter.emit(
                    USERS,
                    () -> mfaDevices(iam, user.userName(), scope),
                    devices -> new IamUser(user, devices, scope.accountId())));
  }

  private static void collectOthers(AwsScope scope, RecordEmitter emitter) {
    String account = scope.accountId();
    details(
            scope,
            EntityType.GROUP,
            EntityType.ROLE,
            EntityType.LOCAL_MANAGED_POLICY,
            EntityType.AWS_MANAGED_POLICY)
        .forEach(
            page -> {
              page.groupDetailList()
                  .forEach(group -> emitter.emit(GROUPS, new IamGroup(group, account)));
              page.roleDetailList()
                  .forEach(role -> emitter.emit(ROLES, new IamRole(role, account)));
              page.policies()
                  .forEach(policy -> emitter.emit(POLICIES, new IamPolicy(policy, account)));
            });
  }
}
