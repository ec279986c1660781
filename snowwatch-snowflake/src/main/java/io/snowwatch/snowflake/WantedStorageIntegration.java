package io.snowwatch.snowflake;

/**
 * The object through which Snowflake takes on an IAM role to read one bucket. It is never replaced:
 * a replaced one has another principal, and detaches its stages.
 *
 * @param integration its name
 * @param partition where the bucket is
 * @param roleArn the IAM role
 * @param externalId what the role's trust asks for
 * @param location the bucket's URL
 * @param creator the role that creates and owns it
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration">CREATE
 *     STORAGE INTEGRATION</a>
 */
public record WantedStorageIntegration(
    Identifier integration,
    AwsPartition partition,
    String roleArn,
    String externalId,
    String location,
    Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.STORAGE_INTEGRATION;
  }

  @Override
  public QualifiedName name() {
    return QualifiedName.of(integration);
  }

  @Override
  public String purpose() {
    return "Snowflake takes on an IAM role of yours; no key is stored.";
  }

  @Override
  public Section section() {
    return Section.STORAGE_ACCESS;
  }

  @Override
  public String definition() {
    return SqlText.of(
        """
        STORAGE INTEGRATION {name}
        TYPE = EXTERNAL_STAGE
        STORAGE_PROVIDER = {text}
        ENABLED = TRUE
        STORAGE_AWS_ROLE_ARN = {text}
        STORAGE_AWS_EXTERNAL_ID = {text}
        STORAGE_ALLOWED_LOCATIONS = ({text})""",
        integration,
        partition.storageProvider(),
        roleArn,
        externalId,
        location);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_STORAGE_INTEGRATION,
        section(),
        creator,
        purpose(),
        SqlText.of(
            """
            CREATE STORAGE INTEGRATION IF NOT EXISTS {name}
            TYPE = EXTERNAL_STAGE
            STORAGE_PROVIDER = {text}
            ENABLED = TRUE
            STORAGE_AWS_ROLE_ARN = {text}
            STORAGE_AWS_EXTERNAL_ID = {text}
            STORAGE_ALLOWED_LOCATIONS = ({text})
            COMMENT = {text}""",
            integration,
            partition.storageProvider(),
            roleArn,
            externalId,
            location,
            comment()));
  }

  /**
   * Gives an integration of SnowWatch's own the role and external id that are wanted now, without
   * replacing it.
   *
   * @return the statement
   */
  public Statement alter() {
    return new Statement(
        StatementKind.ALTER_STORAGE_INTEGRATION,
        section(),
        creator,
        "The role and the external id that are wanted now.",
        SqlText.of(
            """
            ALTER STORAGE INTEGRATION {name} SET
            ENABLED = TRUE
            STORAGE_AWS_ROLE_ARN = {text}
            STORAGE_AWS_EXTERNAL_ID = {text}
            COMMENT = {text}""",
            integration,
            roleArn,
            externalId,
            comment()));
  }
}
