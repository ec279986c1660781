package io.snowwatch.cloudtrail;

/** Which part of a log file's key does not go into the key of its lines. */
sealed interface SourceKeys {

  /**
   * What is left out.
   *
   * @param sourceKey a log file's key
   * @return its beginning, of any length
   * @throws IllegalArgumentException if the key is not where log files are
   */
  String head(String sourceKey);

  /**
   * Log files are in one directory.
   *
   * @param directory without a slash at its end; empty for the store itself
   */
  record Below(String directory) implements SourceKeys {
    @Override
    public String head(String sourceKey) {
      String head = directory.isEmpty() ? "" : directory + "/";
      if (!sourceKey.startsWith(head)) {
        throw new IllegalArgumentException(
            "'%s' is not below %s: only log files there are taken.".formatted(sourceKey, head));
      }
      return head;
    }
  }

  /** Log files may be anywhere: what stands before the first {@code AWSLogs/} is left out. */
  record Anywhere() implements SourceKeys {

    private static final String LOGS = "AWSLogs/";

    @Override
    public String head(String sourceKey) {
      int logs = ("/" + sourceKey).indexOf("/" + LOGS);
      return logs < 0 ? "" : sourceKey.substring(0, logs);
    }
  }
}
