package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What would have to be done so that an account has what a plan wants.
 *
 * @param changes what differs, in the order in which it is done
 * @param notes what is worth knowing and needs no change, such as objects that are not SnowWatch's,
 *     and what could not be seen
 * @param unseen what could not be seen, each with what Snowflake says; also among the notes
 */
public record Difference(List<Change> changes, List<String> notes, List<String> unseen) {

  /** Copies the lists. */
  public Difference {
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
    unseen = List.copyOf(unseen);
  }

  /**
   * Looks at an account and compares. Nothing is changed, and no warehouse is needed.
   *
   * @param plan what is wanted
   * @param client a session
   * @param sections the parts of the plan to look at; none means all. A part brings with it the
   *     database and the schemas that it lies in
   * @return the difference
   * @throws SnowflakeStatementException if Snowflake refuses to show what has to be known
   */
  public static Difference between(
      SnowflakePlan plan, SnowflakeClient client, Set<Section> sections) {
    Set<Section> chosen =
        sections.isEmpty() ? EnumSet.allOf(Section.class) : EnumSet.copyOf(sections);
    return new Comparison(plan, client, chosen).difference();
  }

  /**
   * The changes of a class.
   *
   * @param action the class
   * @return the changes in order
   */
  public List<Change> changes(Action action) {
    return changes.stream().filter(change -> change.action() == action).toList();
  }

  /**
   * Whether there is nothing to do.
   *
   * @return true if nothing differs
   */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** The same without duplicate notes. */
  static Difference of(List<Change> changes, List<String> notes, List<String> unseen) {
    return new Difference(changes, List.copyOf(new LinkedHashSet<>(notes)), unseen);
  }
}
