package io.snowwatch.snowflake;

import java.util.List;

/** A part of a plan, in the order in which the parts run. */
public enum Section {
  /** The roles and what they inherit. */
  ROLES("Roles", "The roles, each granted to the system administrators."),
  /** The warehouse, the database and its schemas. */
  DATABASE(
      "Warehouse, database and schemas",
      "What is created here is owned by SnowWatch's role. What is there already keeps its owner;",
      "the role then gets what it needs to work in it."),
  /** How Snowflake may read the bucket. */
  STORAGE_ACCESS("Access to the bucket", "How Snowflake may read the bucket, and nothing else."),
  /** The file format and the stage. */
  STAGE("File format and stage", "How the objects in the bucket are read, and where they lie."),
  /** The landing tables. */
  TABLES(
      "Landing tables",
      "New tables get every column at once; tables of an earlier version gain what they lack,",
      "with their rows kept."),
  /** The one-time load of what lies in the bucket. */
  BACKFILL(
      "What already lies in the bucket",
      "Notifications tell the pipes about new objects only, so older ones are loaded here, once.",
      "A table that has rows or a pipe is left alone: a pipe and a COPY do not know of each other's",
      "loads and would load the same objects twice."),
  /** The pipes. */
  PIPES("Pipes", "Load objects as they arrive in the bucket."),
  /** The load of what arrived while the pipes were set up. */
  CATCH_UP(
      "What arrived in the meantime",
      "Loads the objects of the last 7 days that neither the table nor the pipe has loaded yet.",
      "A pipe that took another's place is left alone, for it does not know what that one loaded."),
  /** The views of the landing tables. */
  VIEWS("Views", "What analysts read. A view of an earlier version gets today's definition."),
  /** What runs by itself. */
  TASKS("Streams and tasks", "What Snowflake runs by itself."),
  /** What the readers may read. */
  GRANTS("Grants to readers", "What is there now and whatever will be there.");

  private final String title;
  private final String explanation;

  Section(String title, String... explanation) {
    this.title = title;
    this.explanation = String.join("\n", explanation);
  }

  /**
   * What the section is about.
   *
   * @return a few words
   */
  public String title() {
    return title;
  }

  /**
   * What a reader of the script should know about the section.
   *
   * @return one or more lines of text
   */
  public List<String> explanation() {
    return explanation.lines().toList();
  }
}
