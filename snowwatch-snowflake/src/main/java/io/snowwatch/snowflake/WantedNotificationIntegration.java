package io.snowwatch.snowflake;

/**
 * Where Snowflake reports that a pipe could not load a file: a topic of Amazon SNS.
 *
 * @param integration its name
 * @param topicArn the topic, no FIFO topic
 * @param roleArn the IAM role that may publish to it
 * @param creator the role that creates and owns it
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-snowpipe-errors-sns">Snowpipe
 *     error notifications</a>
 */
public record WantedNotificationIntegration(
    Identifier integration, String topicArn, String roleArn, Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.NOTIFICATION_INTEGRATION;
  }

  @Override
  public QualifiedName name() {
    return QualifiedName.of(integration);
  }

  @Override
  public String purpose() {
    return "Pipes report files that they could not load.";
  }

  @Override
  public Section section() {
    return Section.STORAGE_ACCESS;
  }

  @Override
  public String definition() {
    return SqlText.of(
        "NOTIFICATION INTEGRATION {name} {text} {text}", integration, topicArn, roleArn);
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_NOTIFICATION_INTEGRATION,
        section(),
        creator,
        purpose(),
        SqlText.of(
            """
            CREATE NOTIFICATION INTEGRATION IF NOT EXISTS {name}
            ENABLED = TRUE
            TYPE = QUEUE
            DIRECTION = OUTBOUND
            NOTIFICATION_PROVIDER = AWS_SNS
            AWS_SNS_TOPIC_ARN = {text}
            AWS_SNS_ROLE_ARN = {text}
            COMMENT = {text}""",
            integration,
            topicArn,
            roleArn,
            comment()));
  }
}
