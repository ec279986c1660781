package io.snowwatch.serverless;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.storage.BucketLayout;
import java.util.List;
import java.util.stream.Stream;

/**
 * The role with which Snowflake reads the bucket: the output directories, and not the raw log
 * files. It trusts nobody until Snowflake's principal is known.
 *
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration">
 *     Configuring a storage integration, with the permissions that Snowflake needs</a>
 */
final class SnowflakeRole {

  private final List<String> directories;

  SnowflakeRole(Catalog catalog) {
    BucketLayout layout = BucketLayout.of(catalog);
    this.directories = catalog.datasets().stream().map(layout::directory).toList();
  }

  /** The resource as CloudFormation takes it. */
  ObjectNode resource() {
    ObjectNode role = object();
    role.put("Type", "AWS::IAM::Role");
    role.put("Condition", Names.CREATES_SNOWFLAKE_ROLE);
    ObjectNode properties = role.putObject("Properties");
    properties.set("RoleName", Names.ref("SnowflakeRoleName"));
    properties.put("Description", "Snowflake reads what SnowWatch has written");
    properties.set("PermissionsBoundary", Names.permissionsBoundary());
    ObjectNode trust = properties.putObject("AssumeRolePolicyDocument");
    trust.put("Version", "2012-10-17");
    trust
        .putArray("Statement")
        .addObject()
        .putArray("Fn::If")
        .add(Names.TRUSTS_SNOWFLAKE)
        .add(trustsSnowflake())
        .add(trustsNobody());
    ObjectNode policy = properties.putArray("Policies").addObject();
    policy.put("PolicyName", "output");
    policy.set("PolicyDocument", policy());
    return role;
  }

  // The Sids tell io.snowwatch.snowflake.aws that the trust is SnowWatch's to change.
  private static ObjectNode trustsSnowflake() {
    ObjectNode statement = statement("SnowWatchTrustsSnowflake", "Allow");
    statement.putObject("Principal").set("AWS", Names.ref(Names.SNOWFLAKE_PRINCIPAL));
    statement.put("Action", "sts:AssumeRole");
    statement
        .putObject("Condition")
        .putObject("StringEquals")
        .set("sts:ExternalId", Names.sub(Names.param(Names.SNOWFLAKE_EXTERNAL_ID_SETTING)));
    return statement;
  }

  private static ObjectNode trustsNobody() {
    ObjectNode statement = statement("SnowWatchTrustsNobody", "Deny");
    statement.putObject("Principal").put("AWS", "*");
    statement.put("Action", "sts:AssumeRole");
    return statement;
  }

  private ObjectNode policy() {
    ObjectNode document = object();
    document.put("Version", "2012-10-17");
    ArrayNode statements = document.putArray("Statement");
    allow(
        statements,
        "ReadOutput",
        List.of("s3:GetObject", "s3:GetObjectVersion"),
        directories.stream().map(Names::objectsArn));
    ObjectNode list =
        allow(statements, "ListOutput", List.of("s3:ListBucket"), Stream.of(Names.bucketArn()));
    ArrayNode prefixes = list.putObject("Condition").putObject("StringLike").putArray("s3:prefix");
    directories.forEach(directory -> prefixes.add(directory + "/*"));
    allow(
        statements, "FindTheRegion", List.of("s3:GetBucketLocation"), Stream.of(Names.bucketArn()));
    return document;
  }

  private static ObjectNode allow(
      ArrayNode statements, String sid, List<String> actions, Stream<String> resources) {
    ObjectNode statement = statement(sid, "Allow");
    actions.forEach(statement.putArray("Action")::add);
    ArrayNode on = statement.putArray("Resource");
    resources.forEach(resource -> on.add(Names.sub(resource)));
    statements.add(statement);
    return statement;
  }

  private static ObjectNode statement(String sid, String effect) {
    return object().put("Sid", sid).put("Effect", effect);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
