package io.snowwatch.cli;

import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.cloudtrail.LogFileDirectories;
import io.snowwatch.cloudtrail.split.WrittenDirectories;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;

/** Which directories SnowWatch writes, by the same variables as the functions'. */
final class WrittenTo {

  private WrittenTo() {}

  static BucketLayout layout(Console console) {
    return BucketLayout.fromEnvironment(Sources.catalog(), console.environment());
  }

  static LogFileDirectories logFileDirectories(Console console) {
    Source source =
        Sources.catalog().sources().stream()
            .filter(s -> s.trigger() == Trigger.OBJECT_CREATED)
            .findFirst()
            .orElseThrow();
    return LogFileDirectories.of(layout(console), source);
  }

  /** What is no log file of a bucket, though it lies there. */
  static WrittenDirectories directories(Console console) {
    return logFileDirectories(console).among(layout(console).outputDirectories());
  }
}
