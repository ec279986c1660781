package io.snowwatch.lambda;

import io.snowwatch.SnowWatchException;
import io.snowwatch.aws.Failure;
import java.util.List;
import java.util.stream.Collectors;

/** Log files could not be taken; all others of the event were. */
public final class LogFilesFailedException extends SnowWatchException {

  private static final long serialVersionUID = 1L;

  private final transient List<FailedFile> files;

  /**
   * A log file that could not be taken.
   *
   * @param key the log file's key
   * @param failure why
   */
  public record FailedFile(String key, Failure failure) {}

  LogFilesFailedException(List<FailedFile> files, long count) {
    super(
        files.stream()
            .map(file -> file.key() + ": " + file.failure())
            .collect(
                Collectors.joining(
                    "; ",
                    count + " log files failed: ",
                    count > files.size() ? "; and %d more".formatted(count - files.size()) : "")));
    this.files = List.copyOf(files);
  }

  /**
   * The log files that could not be taken.
   *
   * @return at least one, and the first hundred at most
   */
  public List<FailedFile> files() {
    return files;
  }
}
