package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.Mark;
import io.snowwatch.snowflake.ObjectKind;
import io.snowwatch.snowflake.QualifiedName;
import java.util.Map;
import java.util.Optional;

/**
 * An object that is in Snowflake, as SHOW and DESC describe it.
 *
 * @param kind what it is
 * @param name its full name
 * @param owner the role that owns it; empty if Snowflake does not say
 * @param comment its comment; empty text for none
 * @param properties what else there is to it, by the names that SHOW and DESC have for it, in lower
 *     case
 */
public record FoundObject(
    ObjectKind kind,
    QualifiedName name,
    Optional<String> owner,
    String comment,
    Map<String, String> properties) {

  /** Copies the properties. */
  public FoundObject {
    properties = Map.copyOf(properties);
  }

  /**
   * The mark in the comment.
   *
   * @return the mark; empty if SnowWatch did not make the object, or 1.0 did
   */
  public Optional<Mark> mark() {
    return Mark.in(comment);
  }

  /**
   * A property.
   *
   * @param property its name in lower case
   * @return its value; empty text if there is none
   */
  public String property(String property) {
    return properties.getOrDefault(property, "");
  }
}
