package io.snowwatch.answers;

/**
 * The bodies of the JavaScript functions over documents that Snowflake runs: {@link
 * Dialect#CANONICAL} and {@link Dialect#CHANGED_PATHS}.
 */
public final class DocumentScripts {

  private DocumentScripts() {}

  /**
   * The body of {@link Dialect#CANONICAL}, over the arguments DOCUMENT, LEFT_OUT and UNORDERED.
   *
   * @return JavaScript
   */
  public static String canonical() {
    return Checks.read("documents.js") + "return canonical(DOCUMENT, \"\");\n";
  }

  /**
   * The body of {@link Dialect#CHANGED_PATHS}, over the arguments BEFORE, AFTER, LEFT_OUT and
   * UNORDERED.
   *
   * @return JavaScript
   */
  public static String changedPaths() {
    return Checks.read("documents.js") + "return changedPaths(BEFORE, AFTER, \"\");\n";
  }
}
