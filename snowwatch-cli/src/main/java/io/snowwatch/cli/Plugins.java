package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.source.KnownSources;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sources and checks of one's own, from jars. */
final class Plugins {

  @Option(
      names = "--plugins",
      paramLabel = "JAR|FOLDER",
      split = ",",
      description =
          "Jars, or folders of jars, with sources and checks of your own:"
              + " META-INF/services/io.snowwatch.harvest.InventorySource and"
              + " META-INF/services/io.snowwatch.answers.CheckSet name them.")
  private List<Path> paths = new ArrayList<>();

  private @Nullable ClassLoader loader;
  private @Nullable KnownSources sources;

  Plugins() {}

  /** The built-in sources and those of the jars. */
  KnownSources sources() {
    KnownSources known = sources;
    if (known == null) {
      known = paths.isEmpty() ? KnownSources.builtIn() : KnownSources.found(loader());
      sources = known;
    }
    return known;
  }

  /** The built-in checks and those of the jars. */
  KnownChecks checks() {
    return paths.isEmpty() ? KnownChecks.builtIn() : KnownChecks.found(loader());
  }

  /** Open as long as the process lives: classes are loaded when they are needed. */
  private ClassLoader loader() {
    ClassLoader known = loader;
    if (known == null) {
      known = new URLClassLoader(jars(), Plugins.class.getClassLoader());
      loader = known;
    }
    return known;
  }

  private URL[] jars() {
    List<Path> jars = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        int before = jars.size();
        try (Stream<Path> files = Files.list(path)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        } catch (IOException e) {
          problems.add("--plugins '%s' could not be read: %s.".formatted(path, e));
        }
        if (jars.size() == before) {
          problems.add(
              "--plugins '%s' is a folder without a jar: name one that has some.".formatted(path));
        }
      } else if (Files.isRegularFile(path)) {
        jars.add(path);
      } else {
        problems.add(
            "--plugins '%s' does not exist: name a jar or a folder of jars.".formatted(path));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return jars.stream().map(Plugins::url).toArray(URL[]::new);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(jar.toString(), e);
    }
  }
}
