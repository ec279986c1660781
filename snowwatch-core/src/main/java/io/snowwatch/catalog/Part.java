package io.snowwatch.catalog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nested lists of a record as rows of a view: the steps down to the elements, and where each column
 * comes from. A column without a value is NULL. A view is the union of all parts that name it.
 *
 * @param view the view that the rows belong to
 * @param steps the lists, each within the resource or an element of a list before it
 * @param values the columns' names and where their values come from
 * @param filters what elements must have
 */
public record Part(
    PartView view, List<Step> steps, Map<String, PartValue> values, List<Filter> filters) {

  /** The level that is the whole record. */
  public static final String RESOURCE = "RESOURCE";

  /** What a step takes. */
  public enum Kind {
    /** The elements of a list. */
    ELEMENTS,
    /** The elements of a list, or the value itself where it is no list. */
    ONE_OR_MANY,
    /** As {@link #ONE_OR_MANY}, of which only texts. */
    TEXTS,
    /** As {@link #TEXTS}, and one row without an element where there is none. */
    TEXTS_IF_ANY
  }

  /**
   * From an element to the elements of a list in it.
   *
   * @param level what the list's elements are called
   * @param parent the level whose elements have the list
   * @param kind what is taken
   * @param alternatives where the list stands, first match first
   */
  public record Step(String level, String parent, Kind kind, List<JsonPath> alternatives) {

    /**
     * @throws IllegalArgumentException if the name is malformed or there is no path
     */
    public Step {
      Names.requireUpperCase("level", level);
      alternatives = List.copyOf(alternatives);
      if (alternatives.isEmpty()) {
        throw new IllegalArgumentException("Step " + level + " has no path: give one.");
      }
    }
  }

  /**
   * What an element must have to be taken.
   *
   * @param level the step whose elements they are
   * @param member a member of the element
   * @param equal its value, as text
   */
  public record Filter(String level, JsonPath member, String equal) {}

  /**
   * @throws IllegalArgumentException if a step or a value names what is not there
   */
  public Part {
    steps = List.copyOf(steps);
    values = Map.copyOf(values);
    filters = List.copyOf(filters);
    Set<String> levels = new HashSet<>(Set.of(RESOURCE));
    for (Step step : steps) {
      require(levels.contains(step.parent()), view, "level", step.parent());
      require(levels.add(step.level()), view, "second level", step.level());
    }
    values.forEach(
        (column, value) -> {
          require(
              view.columns().stream().anyMatch(c -> c.name().equals(column)),
              view,
              "column",
              column);
          levelsOf(value).forEach(level -> require(levels.contains(level), view, "level", level));
        });
    filters.forEach(f -> require(levels.contains(f.level()), view, "level", f.level()));
  }

  private static List<String> levelsOf(PartValue value) {
    if (value instanceof PartValue.Member member) {
      return List.of(member.level());
    } else if (value instanceof PartValue.Element element) {
      return List.of(element.level());
    } else if (value instanceof PartValue.Digest digest) {
      return List.of(digest.level());
    } else if (value instanceof PartValue.ElementOf element) {
      return List.of(element.level(), element.ownerLevel());
    } else if (value instanceof PartValue.Unless unless) {
      return List.of(unless.level());
    } else if (value instanceof PartValue.First first) {
      return List.of(first.level());
    }
    return List.of();
  }

  private static void require(boolean is, PartView view, String what, String name) {
    if (!is) {
      throw new IllegalArgumentException(
          "A part of %s uses %s %s: declare it once, before.".formatted(view.name(), what, name));
    }
  }

  /**
   * Begins a part.
   *
   * @param view the view that its rows belong to
   * @return a part without steps, one row for each resource
   */
  public static Part of(PartView view) {
    return new Part(view, List.of(), Map.of(), List.of());
  }

  /**
   * Goes into the elements of a list.
   *
   * @param level what the elements are called
   * @param parent the level whose elements have the list
   * @param paths where the list stands, first match first
   * @return the longer part
   */
  public Part elements(String level, String parent, String... paths) {
    return step(level, parent, Kind.ELEMENTS, paths);
  }

  /**
   * Goes into the elements of a list, or into the value itself where it is no list.
   *
   * @param level what the elements are called
   * @param parent the level whose elements have the list
   * @param paths where the list stands, first match first
   * @return the longer part
   */
  public Part oneOrMany(String level, String parent, String... paths) {
    return step(level, parent, Kind.ONE_OR_MANY, paths);
  }

  /**
   * Goes into the texts of a list, or into the value itself where it is a text.
   *
   * @param level what the texts are called
   * @param parent the level whose elements have them
   * @param paths where they stand, first match first
   * @return the longer part
   */
  public Part texts(String level, String parent, String... paths) {
    return step(level, parent, Kind.TEXTS, paths);
  }

  /**
   * As {@link #texts}, keeping what has none.
   *
   * @param level what the texts are called
   * @param parent the level whose elements have them
   * @param paths where they stand, first match first
   * @return the longer part
   */
  public Part textsIfAny(String level, String parent, String... paths) {
    return step(level, parent, Kind.TEXTS_IF_ANY, paths);
  }

  /**
   * Takes a column from an element's member.
   *
   * @param column the view's column
   * @param level the level whose element has the member
   * @param paths where it stands, first match first
   * @return the part with the column
   */
  public Part column(String column, String level, String... paths) {
    return with(
        column, new PartValue.Member(level, Arrays.stream(paths).map(JsonPath::parse).toList()));
  }

  /**
   * Takes a column from the elements themselves.
   *
   * @param column the view's column
   * @param level the level
   * @return the part with the column
   */
  public Part element(String column, String level) {
    return with(column, new PartValue.Element(level));
  }

  /**
   * Takes a column from a fixed text.
   *
   * @param column the view's column
   * @param text the text
   * @return the part with the column
   */
  public Part constant(String column, String text) {
    return with(column, new PartValue.Constant(text));
  }

  /**
   * Takes columns from those of the same name in the resource's view.
   *
   * @param columns the names
   * @return the part with the columns
   */
  public Part owner(String... columns) {
    Part part = this;
    for (String column : columns) {
      part = part.with(column, new PartValue.Owner(column));
    }
    return part;
  }

  /**
   * Takes a column from anywhere.
   *
   * @param column the view's column
   * @param value where its value comes from
   * @return the part with the column
   */
  public Part with(String column, PartValue value) {
    Map<String, PartValue> all = new LinkedHashMap<>(values);
    all.put(column, value);
    return new Part(view, steps, all, filters);
  }

  /**
   * Takes only elements that have a certain value.
   *
   * @param level the step whose elements they are
   * @param path a member of the element
   * @param equal its value, as text
   * @return the part with the condition
   */
  public Part where(String level, String path, String equal) {
    List<Filter> all = new ArrayList<>(filters);
    all.add(new Filter(level, JsonPath.parse(path), equal));
    return new Part(view, steps, values, all);
  }

  private Part step(String level, String parent, Kind kind, String... paths) {
    List<Step> all = new ArrayList<>(steps);
    all.add(new Step(level, parent, kind, Arrays.stream(paths).map(JsonPath::parse).toList()));
    return new Part(view, all, values, filters);
  }
}
