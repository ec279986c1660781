package io.snowwatch.cloudtrail;

import io.snowwatch.catalog.Source;
import io.snowwatch.cloudtrail.split.WrittenDirectories;
import io.snowwatch.storage.BucketLayout;
import java.util.Set;

/**
 * Where the parts of log files go: directories of a store, without a slash at their ends.
 *
 * @param events for the events, which Snowflake loads
 * @param summaries for Insights and aggregated records, as lines too; nothing loads them
 * @param quarantine for what is no event of a damaged log file
 */
public record LogFileDirectories(String events, String summaries, String quarantine) {

  /** What a source calls the directory of summaries among its {@link Source#sideDirectories()}. */
  public static final String SUMMARIES = "summaries";

  /** What a source calls the quarantine among its {@link Source#sideDirectories()}. */
  public static final String QUARANTINE = "quarantine";

  /**
   * The directories of a source.
   *
   * @param layout the bucket's directories
   * @param source the source of CloudTrail's events
   * @return its directories
   * @throws IllegalArgumentException if the source has no such directories
   */
  public static LogFileDirectories of(BucketLayout layout, Source source) {
    return new LogFileDirectories(
        layout.directory(source.datasets().get(0)),
        layout.sideDirectory(source, SUMMARIES),
        layout.sideDirectory(source, QUARANTINE));
  }

  /**
   * What SnowWatch writes to a bucket that also holds log files.
   *
   * @param outputDirectories every directory that it writes
   * @return these, and which of them are of log files
   */
  public WrittenDirectories among(Set<String> outputDirectories) {
    return new WrittenDirectories(outputDirectories, Set.of(events, summaries, quarantine));
  }
}
