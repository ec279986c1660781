package io.snowwatch.snowflake;

import java.util.Optional;

/**
 * A bucket as a stage. It is never replaced: pipes stop when their stage is.
 *
 * @param name its full name
 * @param url the bucket's URL, with a slash at its end
 * @param integration how Snowflake gets at it; empty where the stage holds an AWS key
 * @param fileFormat how its objects are read
 * @param creator the role that creates and owns it
 */
public record WantedStage(
    QualifiedName name,
    String url,
    Optional<Identifier> integration,
    QualifiedName fileFormat,
    Identifier creator)
    implements WantedObject {

  @Override
  public ObjectKind kind() {
    return ObjectKind.STAGE;
  }

  @Override
  public String purpose() {
    return "The bucket.";
  }

  @Override
  public Section section() {
    return Section.STAGE;
  }

  @Override
  public String definition() {
    return SqlText.of("STAGE {name}\nURL = {text}\n{sql}", name, url, access());
  }

  @Override
  public Statement create() {
    return new Statement(
        StatementKind.CREATE_STAGE,
        section(),
        creator,
        purpose(),
        SqlText.of(
            "CREATE STAGE IF NOT EXISTS {name}\nURL = {text}\n{sql}\nFILE_FORMAT = (FORMAT_NAME = {text})\nCOMMENT = {text}",
            name,
            url,
            access(),
            fileFormat.sql(),
            comment()));
  }

  /**
   * Moves a stage that holds an AWS key to the integration; its pipes go on.
   *
   * @return the statement
   * @throws IllegalStateException if the stage is wanted with a key
   */
  public Statement useIntegration() {
    return new Statement(
        StatementKind.ALTER_STAGE,
        section(),
        creator,
        "From an AWS key to the storage integration.",
        SqlText.of(
            "ALTER STAGE {name} SET\nSTORAGE_INTEGRATION = {name}\nCOMMENT = {text}",
            name,
            integration.orElseThrow(
                () -> new IllegalStateException(name + " is wanted with an AWS key.")),
            comment()));
  }

  /**
   * Lists every object below a directory.
   *
   * @param directory the directory, without a slash at its end
   * @return the statement
   */
  public Statement list(String directory) {
    return new Statement(
        StatementKind.LIST,
        section(),
        creator,
        "The objects in " + directory + "/.",
        "LIST " + Quoting.stagePath(name, directory + "/"));
  }

  private String access() {
    return integration
        .map(identifier -> SqlText.of("STORAGE_INTEGRATION = {name}", identifier))
        .orElseGet(
            () ->
                SqlText.of(
                    "CREDENTIALS = (AWS_KEY_ID = {text} AWS_SECRET_KEY = {text})",
                    SnowflakePlan.AWS_KEY_ID_PLACEHOLDER,
                    SnowflakePlan.AWS_SECRET_KEY_PLACEHOLDER));
  }
}
