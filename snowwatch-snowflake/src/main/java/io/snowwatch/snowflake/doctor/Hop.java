package io.snowwatch.snowflake.doctor;

import io.snowwatch.snowflake.Section;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A place that data passes on its way from an API call to a row, in the order of the way. */
public enum Hop {
  /** What was deployed. */
  STACK(Side.AWS, "the stack"),
  /** What collects. */
  FUNCTIONS(Side.AWS, "the functions"),
  /** What calls the functions. */
  SCHEDULE(Side.AWS, "the schedule"),
  /** What delivers CloudTrail's log files. */
  TRAIL(Side.AWS, "the trail"),
  /** Where everything goes. */
  BUCKET(Side.AWS, "the bucket"),
  /** What the bucket tells Snowflake and the function. */
  NOTIFICATIONS(Side.AWS, "the bucket's notifications", Section.PIPES),
  /** Whom the role trusts with which Snowflake reads the bucket. */
  TRUST(Side.AWS, "the role's trust", Section.STORAGE_ACCESS),
  /** Whether Snowflake can read the bucket. */
  STAGE(Side.SNOWFLAKE, "the stage", Section.STORAGE_ACCESS, Section.STAGE),
  /** What loads objects as they arrive. */
  PIPES(Side.SNOWFLAKE, "the pipes", Section.PIPES),
  /** What became of the objects that pipes took. */
  LOADS(Side.SNOWFLAKE, "the loads", Section.PIPES, Section.BACKFILL, Section.CATCH_UP),
  /** Whether rows came from every object. */
  OBJECTS(Side.SNOWFLAKE, "the objects", Section.PIPES, Section.BACKFILL, Section.CATCH_UP),
  /** How old the newest rows are. */
  FRESHNESS(Side.SNOWFLAKE, "the freshness", Section.TABLES, Section.PIPES),
  /** Whether Snowflake has what the settings say. */
  DRIFT(Side.SNOWFLAKE, "the objects in Snowflake", Section.values());

  /** Where a hop is. */
  public enum Side {
    /** In the AWS account. */
    AWS,
    /** In the Snowflake account. */
    SNOWFLAKE
  }

  private final Side side;
  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // Set.of returns an immutable set.
  private final Set<Section> sections;

  Hop(Side side, String title, Section... sections) {
    this.side = side;
    this.title = title;
    this.sections = Set.of(sections);
  }

  /**
   * Where it is.
   *
   * @return the account
   */
  public Side side() {
    return side;
  }

  /**
   * The hop in words.
   *
   * @return for example {@code the pipes}
   */
  public String title() {
    return title;
  }

  /** Whether it is to be looked at where only some parts of the plan are; none means all. */
  boolean isAbout(Set<Section> chosen) {
    return chosen.isEmpty() || sections.stream().anyMatch(chosen::contains);
  }

  static List<Hop> of(Side side) {
    return Arrays.stream(values()).filter(hop -> hop.side == side).toList();
  }
}
