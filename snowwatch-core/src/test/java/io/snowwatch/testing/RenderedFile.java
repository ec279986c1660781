package io.snowwatch.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file in the repository whose content is rendered from code: golden files, and everything that
 * follows from the catalog.
 *
 * <p>A build fails when the file differs from what is rendered; {@code mvn verify
 * -Dsnowwatch.regenerate} writes the files anew instead.
 *
 * @param path the file, relative to the module's folder, where Maven runs its tests
 */
public record RenderedFile(Path path) {

  private static final String REGENERATE = "snowwatch.regenerate";

  public static RenderedFile at(String path) {
    return new RenderedFile(Path.of(path));
  }

  /** Asserts that the file's content is the given one, or writes it if that was asked for. */
  public void assertContent(String rendered) {
    try {
      if (System.getProperty(REGENERATE) != null) {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, rendered);
        return;
      }
      assertThat(Files.readString(path))
          .as("%s is out of date: run mvn verify -D%s and commit it", path, REGENERATE)
          .isEqualTo(rendered);
    } catch (NoSuchFileException e) {
      throw new AssertionError(
          "%s is missing: run mvn verify -D%s and commit it".formatted(path, REGENERATE), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asserts the part of the file between the lines {@code <!-- begin: name -->} and {@code <!--
   * end: name -->}, or writes it if that was asked for.
   */
  public void assertSection(String name, String rendered) {
    try {
      String content = Files.readString(path);
      String begin = "<!-- begin: " + name + " -->\n";
      String end = "<!-- end: " + name + " -->";
      int from = content.indexOf(begin);
      int to = content.indexOf(end);
      if (from < 0 || to < from) {
        throw new AssertionError(path + " has no section '" + name + "': add " + begin + end);
      }
      assertContent(content.substring(0, from + begin.length()) + rendered + content.substring(to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
