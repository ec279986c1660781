package io.snowwatch.snowflake.live;

/** The classes of what apply does to an object. */
public enum Action {
  /** Makes what is not there. */
  CREATE("+"),
  /** Changes in place; rows, grants and history stay. */
  ALTER("~"),
  /** Gives a role a right, or makes it the owner of what SnowWatch made. */
  GRANT("~"),
  /** Gives a view or a function of SnowWatch's own today's query. */
  VIEW("~"),
  /** Gives a pipe today's definition, without a file lost or loaded twice; has to be asked for. */
  REPLACE_PIPE("!"),
  /** Stands in the way: nothing is done before somebody decides. */
  CONFLICT("x");

  private final String sign;

  Action(String sign) {
    this.sign = sign;
  }

  /**
   * The action at the beginning of a line.
   *
   * @return one character
   */
  public String sign() {
    return sign;
  }
}
