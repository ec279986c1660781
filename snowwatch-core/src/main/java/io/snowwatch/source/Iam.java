package io.snowwatch.source;

import static io.snowwatch.catalog.Column.bool;
import static io.snowwatch.catalog.Column.integer;
import static io.snowwatch.catalog.Column.notEmpty;
import static io.snowwatch.catalog.Column.string;
import static io.snowwatch.catalog.Column.timestamp;

import io.snowwatch.catalog.Coverage;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Source;

/** An account's IAM users, groups, roles and policies, which one paginated call describes. */
public final class Iam implements DeclaredSource {

  static final Dataset USERS =
      Dataset.builder()
          .name("iam_users")
          .title("IAM users")
          .subdirectory("users")
          .objectPrefix("IAM_USER_MONITORING")
          .addColumns(
              string("ARN", "Arn"),
              timestamp("CREATED_DATE", "CreateDate"),
              string("PATH", "Path"),
              string("USER_ID", "UserId"),
              string("USER_NAME", "UserName"),
              notEmpty("MFA_IS_ENABLED", "MFADevices"))
          .addAddedColumns(string("ACCOUNT_ID", "AccountId"))
          .build();

  static final Dataset GROUPS =
      Dataset.builder()
          .name("iam_groups")
          .title("IAM groups")
          .subdirectory("groups")
          .objectPrefix("IAM_GROUP_MONITORING")
          .addColumns(
              string("ARN", "Arn"),
              timestamp("CREATE_DATE", "CreateDate"),
              string("GROUP_ID", "GroupId"),
              string("GROUP_NAME", "GroupName"),
              string("PATH", "Path"))
          .addAddedColumns(string("ACCOUNT_ID", "AccountId"))
          .build();

  static final Dataset ROLES =
      Dataset.builder()
          .name("iam_roles")
          .title("IAM roles")
          .subdirectory("roles")
          .objectPrefix("IAM_ROLE_MONITORING")
          .addColumns(
              string("ARN", "Arn"),
              timestamp("CREATE_DATE", "CreateDate"),
              string("PATH", "Path"),
              string("ROLE_ID", "RoleId"),
              string("ROLE_NAME", "RoleName"))
          .addAddedColumns(string("ACCOUNT_ID", "AccountId"))
          .build();

  static final Dataset POLICIES =
      Dataset.builder()
          .name("iam_policies")
          .title("IAM policies")
          .subdirectory("policies")
          .objectPrefix("IAM_POLICY_MONITORING")
          .addColumns(
              string("ARN", "Arn"),
              integer("ATTACHMENT_COUNT", "AttachmentCount"),
              timestamp("CREATE_DATE", "CreateDate"),
              string("DEFAULT_VERSION_ID", "DefaultVersionId"),
              bool("IS_ATTACHABLE", "IsAttachable"),
              string("PATH", "Path"),
              integer("PERMISSIONS_BOUNDARY_USAGE_COUNT", "PermissionsBoundaryUsageCount"),
              string("POLICY_ID", "PolicyId"),
              string("POLICY_NAME", "PolicyName"),
              timestamp("UPDATE_DATE", "UpdateDate"))
          .addAddedColumns(string("ACCOUNT_ID", "AccountId"))
          .build();

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

  @Override
  public Source declaration() {
    return DECLARATION;
  }
}
