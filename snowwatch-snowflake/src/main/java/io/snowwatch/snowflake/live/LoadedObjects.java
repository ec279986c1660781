package io.snowwatch.snowflake.live;

import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.WantedPipe;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How it is told which objects of a pipe's directory are in its table: by the bucket's listing, the
 * table's own account and Snowflake's, which knows the loads of 1.0 too.
 */
public final class LoadedObjects {

  /** What one COPY takes. */
  public static final int FILES_AT_ONCE = 1000;

  /** How far back {@code COPY_HISTORY} goes, a day less than 14. */
  public static final Duration HISTORY = Duration.ofDays(13);

  /** What {@code COPY_HISTORY} says of an object that rows came from. */
  private static final List<String> LOADED = List.of("Loaded", "Partially loaded");

  private LoadedObjects() {}

  /**
   * The query for the objects that the table says its rows are from.
   *
   * @param pipe whose table it is
   * @param since the earliest load
   * @return a query with the column {@code SOURCE_FILE}
   */
  public static String sourceFiles(WantedPipe pipe, Instant since) {
    return SqlText.of(
        "SELECT DISTINCT SOURCE_FILE FROM {name} WHERE LOAD_TIME >= {text}::TIMESTAMP_TZ",
        pipe.load().table(),
        since.toString());
  }

  /**
   * The query for what Snowflake says it tried to load into the table.
   *
   * @param pipe whose table it is
   * @param since the earliest attempt; not more than {@link #HISTORY} ago
   * @return a query with the columns {@code FILE_NAME}, {@code STAGE_LOCATION}, {@code STATUS},
   *     {@code FIRST_ERROR_MESSAGE} and {@code FIRST_ERROR_LINE_NUMBER}, in the order of attempts
   * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/copy_history">COPY_HISTORY
   *     </a>
   */
  public static String history(WantedPipe pipe, Instant since) {
    return SqlText.of(
        "SELECT FILE_NAME, STAGE_LOCATION, STATUS, FIRST_ERROR_MESSAGE, FIRST_ERROR_LINE_NUMBER FROM TABLE({name}.INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => {text}, START_TIME => {text}::TIMESTAMP_LTZ)) ORDER BY LAST_LOAD_TIME",
        pipe.name().parts().get(0),
        pipe.load().table().sql(),
        since.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Whether rows came from an object.
   *
   * @param row a row of {@link #history}
   * @return false for one that failed or was skipped
   */
  public static boolean isLoaded(Rows.Row row) {
    return LOADED.contains(row.get("status"));
  }

  /**
   * What a listing of the stage says of an object.
   *
   * @param pipe whose stage it is
   * @param row a row of LIST
   * @return the object's key and when it was written; empty if it lies in another bucket
   */
  public static Optional<Map.Entry<String, Instant>> listed(WantedPipe pipe, Rows.Row row) {
    String prefix = pipe.load().stage().url();
    String name = row.get("name");
    return name.startsWith(prefix)
        ? Optional.of(
            Map.entry(
                name.substring(prefix.length()),
                Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(row.get("last_modified")))))
        : Optional.empty();
  }

  /**
   * The keys that a row of {@link #history} may be about: a file's name is relative to the place
   * that it was loaded from, which may be a directory.
   *
   * @param pipe whose table it is
   * @param row the row
   * @return one or two keys
   */
  public static List<String> keys(WantedPipe pipe, Rows.Row row) {
    String url = pipe.load().stage().url();
    String location = row.get("stage_location");
    String directory = location.startsWith(url) ? location.substring(url.length()) : "";
    String place = directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/";
    String file = row.get("file_name");
    String plain = file.startsWith("/") ? file.substring(1) : file;
    return List.of(plain, place + plain);
  }
}
