package io.snowwatch.catalog;

import java.util.List;

/** Where the value of a {@link PartView}'s column comes from. */
public sealed interface PartValue {

  /**
   * A member of an element.
   *
   * @param level the step whose element it is, or {@link Part#RESOURCE}
   * @param alternatives where it stands in the element, first match first
   */
  record Member(String level, List<JsonPath> alternatives) implements PartValue {

    /** Copies the list. */
    public Member {
      alternatives = List.copyOf(alternatives);
    }
  }

  /**
   * An element itself.
   *
   * @param level the step whose element it is
   */
  record Element(String level) implements PartValue {}

  /**
   * A digest of an element, which is the same in every row of it.
   *
   * @param level the step whose element it is
   */
  record Digest(String level) implements PartValue {}

  /**
   * An element itself, where the element that it belongs to has a certain member.
   *
   * @param level the step whose element it is
   * @param ownerLevel the step whose element must have the member
   * @param member the member
   */
  record ElementOf(String level, String ownerLevel, JsonPath member) implements PartValue {}

  /**
   * A member of an element, or a fixed value where another member has a certain value.
   *
   * @param level the step whose element it is
   * @param test the other member
   * @param equal the value that it has
   * @param then the fixed value
   * @param otherwise the member
   */
  record Unless(String level, JsonPath test, String equal, String then, JsonPath otherwise)
      implements PartValue {}

  /**
   * A member of the first element of a list in an element.
   *
   * @param level the step whose element has the list
   * @param list where the list stands
   * @param member the member of the list's first element
   */
  record First(String level, JsonPath list, JsonPath member) implements PartValue {}

  /**
   * The same text in every row.
   *
   * @param text the text
   */
  record Constant(String text) implements PartValue {}

  /**
   * A column of the resource's own view.
   *
   * @param column its name
   */
  record Owner(String column) implements PartValue {}
}
