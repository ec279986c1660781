package io.snowwatch.local;

import io.snowwatch.ConfigurationException;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.SnapshotKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The objects in a folder that has the layout of the bucket, by the dataset that they belong to.
 */
record LandedFolder(Path folder, Map<Dataset, List<Path>> files) {

  static LandedFolder of(Path folder, Catalog catalog) {
    if (!Files.isDirectory(folder)) {
      throw new ConfigurationException(
          List.of("'%s' is no folder: name one that snowwatch harvest wrote.".formatted(folder)));
    }
    Path root = folder.toAbsolutePath().normalize();
    BucketLayout layout = BucketLayout.of(catalog);
    Map<Dataset, List<Path>> files = new LinkedHashMap<>();
    for (Dataset dataset : catalog.datasets()) {
      files.put(dataset, list(root.resolve(layout.directory(dataset))));
    }
    if (files.values().stream().allMatch(List::isEmpty)) {
      throw new ConfigurationException(
          List.of(
              "'%s' holds nothing that SnowWatch wrote: name the folder of snowwatch harvest --to."
                  .formatted(folder)));
    }
    return new LandedFolder(root, files);
  }

  /** Whether objects of a dataset are of several runs. */
  boolean severalRuns(Dataset dataset) {
    Pattern run = Pattern.compile(SnapshotKey.RUN_ID_PATTERN);
    return files.getOrDefault(dataset, List.of()).stream()
            .map(file -> run.matcher(folder.relativize(file).toString().replace('\\', '/')))
            .filter(Matcher::find)
            .map(found -> found.group(1))
            .distinct()
            .limit(2)
            .count()
        > 1;
  }

  private static List<Path> list(Path directory) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        all.filter(Files::isRegularFile)
            .filter(p -> p.getFileName().toString().matches(".*\\.json(\\.gz|\\.zst)?"))
            .sorted()
            .forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }
}
