package io.snowwatch.snowflake;

/**
 * The SQL expressions for what a load knows about a row.
 *
 * <p>A pipe reads them {@linkplain #FROM_STAGE from the stage}. Whoever holds the documents
 * elsewhere, in a table for example, names the expressions there and gets the very conversions that
 * the pipes make.
 *
 * @param document an expression of type VARIANT for the record
 * @param fileName an expression for the object's key
 * @param rowNumber an expression for the row's number in that object
 * @param scanTime an expression of a timestamp type for the time of the load
 */
public record StagedRow(String document, String fileName, String rowNumber, String scanTime) {

  /**
   * What a staged JSON file offers. The scan time is preferred to the current time, which Snowflake
   * advises against in a pipe.
   *
   * @see <a href="https://docs.snowflake.com/en/user-guide/querying-metadata">Querying metadata for
   *     staged files</a>
   */
  public static final StagedRow FROM_STAGE =
      new StagedRow(
          "$1", "METADATA$FILENAME", "METADATA$FILE_ROW_NUMBER", "METADATA$START_SCAN_TIME");

  /**
   * @throws IllegalArgumentException if an expression is blank
   */
  public StagedRow {
    requireExpression("document", document);
    requireExpression("file name", fileName);
    requireExpression("row number", rowNumber);
    requireExpression("scan time", scanTime);
  }

  private static void requireExpression(String what, String expression) {
    if (expression.isBlank()) {
      throw new IllegalArgumentException(
          "The expression for the " + what + " is blank: give NULL where there is none.");
    }
  }
}
