package io.snowwatch.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The part of a source file between the comments {@code // tag::name[]} and {@code // end::name[]},
 * which a document quotes.
 */
public final class TaggedRegion {

  private TaggedRegion() {}

  /**
   * Reads a region.
   *
   * @param file the source file
   * @param tag the region's name
   * @return its lines without their common indentation, each with a line feed at its end
   * @throws IllegalArgumentException if the file does not have the region exactly once
   */
  public static String of(Path file, String tag) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    List<String> stripped = lines.stream().map(String::strip).toList();
    int begin = onlyIndex(stripped, "// tag::" + tag + "[]", file);
    int end = onlyIndex(stripped, "// end::" + tag + "[]", file);
    if (end < begin) {
      throw new IllegalArgumentException("%s ends '%s' before it begins.".formatted(file, tag));
    }
    return String.join("\n", lines.subList(begin + 1, end)).stripIndent() + "\n";
  }

  private static int onlyIndex(List<String> lines, String comment, Path file) {
    int index = lines.indexOf(comment);
    if (index < 0 || index != lines.lastIndexOf(comment)) {
      throw new IllegalArgumentException(
          "%s has to have the line '%s' exactly once.".formatted(file, comment));
    }
    return index;
  }
}
