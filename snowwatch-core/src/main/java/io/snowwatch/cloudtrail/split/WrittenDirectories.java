package io.snowwatch.cloudtrail.split;

import java.util.Optional;
import java.util.Set;

/**
 * The directories of a bucket that SnowWatch writes, where the bucket also holds log files: what
 * lies there was not delivered by CloudTrail.
 *
 * <p>Directories have no slash at their ends. Immutable and safe for use by several threads.
 *
 * @param all every directory; a file that is called a log file is one all the same, unless it lies
 *     in a directory of {@code ofLogFiles}
 * @param ofLogFiles those that hold what was made of log files, under the names of these
 */
public record WrittenDirectories(Set<String> all, Set<String> ofLogFiles) {

  /** There are none. */
  public static final WrittenDirectories NONE = new WrittenDirectories(Set.of(), Set.of());

  /** Copies the sets. */
  public WrittenDirectories {
    all = Set.copyOf(all);
    ofLogFiles = Set.copyOf(ofLogFiles);
  }

  /**
   * Tells which directory makes an object SnowWatch's own.
   *
   * @param key the object's key
   * @return the directory; empty for an object that is to be looked at
   */
  public Optional<String> holding(String key) {
    return all.stream()
        .filter(directory -> key.startsWith(directory + "/"))
        .filter(directory -> ofLogFiles.contains(directory) || !LogFileKind.isCalledCloudTrail(key))
        .findFirst();
  }
}
