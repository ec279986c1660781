package io.snowwatch.catalog;

/**
 * A directory that a source writes besides its datasets' and that nothing loads.
 *
 * @param name what the directory is for, unique in its source, such as {@code quarantine}
 * @param directory its name in the bucket, where no setting changes it
 * @param variable the environment variable that changes it
 */
public record SideDirectory(String name, String directory, String variable) {

  /**
   * @throws IllegalArgumentException if a name is malformed
   */
  public SideDirectory {
    Names.requireLowerCase("side directory", name);
    Names.requireDirectory("directory", directory);
    Names.requireUpperCase("environment variable", variable);
  }
}
