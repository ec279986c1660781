package io.snowwatch.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.Dialect;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.Trigger;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.Compression;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.SnapshotKey;
import io.snowwatch.storage.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What questions need of a bucket, copied to a folder: of the datasets that they ask for, the
 * objects of the latest complete run of each account and Region, what the runs since then said, and
 * the events of the last 90 days; or everything, where they ask for history.
 *
 * <p>An object that cannot be read is a problem of its scope, for which an earlier run then stands.
 * Not safe for use by several threads.
 */
public final class EstateCopy {

  /** How many objects are read at once. */
  private static final int CONCURRENCY = 16;

  private static final int FIRST_BATCH = 64;

  /** A day more than ACTIVITY looks back, for events that were delivered late. */
  private static final int DAYS_OF_EVENTS = 91;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern SNAPSHOT = Pattern.compile(SnapshotKey.SCOPE_PATTERN);

  private static final Pattern EVENTS =
      Pattern.compile(
          "(?:^|/)AWSLogs/(?:o-[^/]+/)?([0-9]{12})/.*/([0-9]{4})/([0-9]{2})/([0-9]{2})/");

  private static final Pattern HISTORY =
      Pattern.compile(
          "\\b(\\w+_HISTORY|\\w+_AT|\\w*_?CHANGES|CHANGED_BY|RESOURCE_SINCE|SCOPE_RUNS|\\w+_LANDING_ZONE|OBJECTS_NOT_LOADED)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern OF_ALL =
      Pattern.compile("\\b(SCOPES|EXPECTED_SCOPES|CHECK(_\\w+|S))\\b", Pattern.CASE_INSENSITIVE);

  /**
   * What is to be copied.
   *
   * @param datasets the names of datasets
   * @param history whether every run counts, and not the latest complete ones alone
   */
  public record Needs(Set<String> datasets, boolean history) {

    /** Copies the set. */
    public Needs {
      datasets = Set.copyOf(datasets);
    }

    /**
     * What checks need.
     *
     * @param checks the checks
     * @param catalog the sources
     * @param history whether every run counts
     * @return their datasets
     */
    public static Needs of(Collection<Check> checks, Catalog catalog, boolean history) {
      Set<String> datasets = new HashSet<>();
      checks.forEach(check -> datasets.addAll(check.datasets()));
      datasets.addAll(asked(checks.stream().map(Check::query).toList(), catalog));
      return new Needs(datasets, history);
    }

    /**
     * What a query needs.
     *
     * @param sql the query
     * @param catalog the sources
     * @param history whether every run counts though the query names no view of history
     * @return the datasets of the views that it names
     */
    public static Needs of(String sql, Catalog catalog, boolean history) {
      return OF_ALL.matcher(sql).find() || HISTORY.matcher(sql).find()
          ? all(catalog, history || HISTORY.matcher(sql).find())
          : new Needs(asked(List.of(sql), catalog), history);
    }

    /**
     * Everything.
     *
     * @param catalog the sources
     * @param history whether every run counts
     * @return every dataset
     */
    public static Needs all(Catalog catalog, boolean history) {
      return new Needs(
          catalog.datasets().stream().map(Dataset::name).collect(Collectors.toSet()), history);
    }

    private static Set<String> asked(List<String> questions, Catalog catalog) {
      Wanted wanted =
          new Wanted(
              questions, AnswerViews.of(catalog, Dialect.DUCKDB, Landing::table).all(), catalog);
      return catalog.datasets().stream()
          .filter(
              d ->
                  wanted.view(d.entity())
                      || (isOfEvents(d, catalog)
                          && Stream.of("ACTIVITY", "ACTIVITY_ACCOUNTS", "CLOUDTRAIL_EVENTS")
                              .anyMatch(wanted::view)))
          .map(Dataset::name)
          .collect(Collectors.toSet());
    }
  }

  private record Scope(String dataset, String account, String region) {}

  private record Said(Scope scope, String run, boolean succeeded, long records, int objects) {}

  private final ObjectStore store;
  private final Catalog catalog;
  private final Path folder;
  private final Needs needs;
  private final Map<Scope, Map<String, List<String>>> objects = new LinkedHashMap<>();
  private final List<String> unread = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();
  private final Set<String> copied = new HashSet<>();
  private final Set<Said> rejected = new HashSet<>();
  private final Map<Scope, Said> chosen = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private int batch = FIRST_BATCH;

  private EstateCopy(ObjectStore store, Catalog catalog, Path folder, Needs needs) {
    this.store = store;
    this.catalog = catalog;
    this.folder = folder;
    this.needs = needs;
  }

  /**
   * Copies what is needed, and opens it.
   *
   * @param store the bucket
   * @param catalog the sources
   * @param folder where to; what is there of an earlier copy of the same bucket stays
   * @param needs what of it
   * @param how opens the folder
   * @return the estate, whose problems name objects of the bucket; to be closed
   * @throws ConfigurationException if nothing in the bucket is SnowWatch's
   * @throws StorageException if the bucket cannot be listed, or what runs said cannot be read
   */
  public static LocalEstate open(
      ObjectStore store,
      Catalog catalog,
      Path folder,
      Needs needs,
      Function<Path, LocalEstate> how) {
    EstateCopy copy = new EstateCopy(store, catalog, folder, needs);
    copy.copy();
    while (true) {
      LocalEstate estate = how.apply(folder);
      if (!copy.copiedMoreFor(estate)) {
        estate.tellAsCopyOf(folder, store.location(""), copy.problems);
        return estate;
      }
      estate.close();
    }
  }

  private void copy() {
    BucketLayout layout = BucketLayout.of(catalog);
    Set<String> all = new LinkedHashSet<>();
    boolean any = false;
    for (Dataset dataset : catalog.datasets()) {
      boolean wanted = needs.datasets().contains(dataset.name());
      if (!wanted && !isOfRuns(dataset)) {
        continue;
      }
      List<String> keys = list(layout.directory(dataset) + "/");
      any |= !keys.isEmpty();
      if (isOfRuns(dataset)) {
        unread.addAll(keys);
        unread.sort(
            Comparator.comparing((String key) -> key.substring(key.lastIndexOf('/') + 1))
                .reversed());
      } else if (isOfEvents(dataset, catalog)) {
        all.addAll(needs.history() ? keys : recent(keys));
      } else {
        for (String key : keys) {
          Matcher found = SNAPSHOT.matcher(key);
          if (found.find()) {
            objects
                .computeIfAbsent(
                    new Scope(dataset.name(), found.group(1), found.group(2)), s -> new TreeMap<>())
                .computeIfAbsent(found.group(3), r -> new ArrayList<>())
                .add(key);
          }
          if (needs.history()) {
            all.add(key);
          }
        }
      }
    }
    if (!any) {
      throw new ConfigurationException(
          List.of(
              "%s holds nothing that SnowWatch wrote: name the bucket, and the prefix that snowwatch harvest --to was given."
                  .formatted(store.location(""))));
    }
    fetch(all);
    if (needs.history()) {
      readSaid(unread.size());
    } else {
      settle();
    }
  }

  private List<String> list(String prefix) {
    try (Stream<String> keys = store.list(prefix)) {
      return keys.filter(k -> k.matches(".*\\.json(\\.gz|\\.zst)?")).sorted().toList();
    }
  }

  /** What every run says of itself. */
  private boolean isOfRuns(Dataset dataset) {
    return catalog.sourceOf(dataset).trigger() == Trigger.EVERY_RUN;
  }

  private static boolean isOfEvents(Dataset dataset, Catalog catalog) {
    return catalog.sourceOf(dataset).trigger() == Trigger.OBJECT_CREATED;
  }

  /** The objects of events that an account's last 90 days are in, and those that tell no day. */
  private static List<String> recent(List<String> keys) {
    Map<String, LocalDate> last = new HashMap<>();
    Map<String, LocalDate> days = new HashMap<>();
    for (String key : keys) {
      Matcher found = EVENTS.matcher(key);
      if (found.find()) {
        LocalDate day =
            LocalDate.of(
                Integer.parseInt(found.group(2)),
                Integer.parseInt(found.group(3)),
                Integer.parseInt(found.group(4)));
        days.put(key, day);
        last.merge(found.group(1), day, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    return keys.stream()
        .filter(
            key -> {
              LocalDate day = days.get(key);
              Matcher found = EVENTS.matcher(key);
              return day == null
                  || !found.find()
                  || day.isAfter(last.getOrDefault(found.group(1), day).minusDays(DAYS_OF_EVENTS));
            })
        .toList();
  }

  /** Chooses the latest run of each scope whose objects are all there, and copies them. */
  private void settle() {
    while (true) {
      chosen.clear();
      Set<Scope> open = new HashSet<>(objects.keySet());
      for (Said each : said) {
        if (!needs.datasets().contains(each.scope().dataset())
            || chosen.containsKey(each.scope())) {
          continue;
        }
        int there =
            objects.getOrDefault(each.scope(), Map.of()).getOrDefault(each.run(), List.of()).size();
        if (each.succeeded()
            && !rejected.contains(each)
            && (each.records() == 0 || there >= Math.max(1, each.objects()))) {
          chosen.put(each.scope(), each);
          open.remove(each.scope());
        } else {
          open.add(each.scope());
        }
      }
      if (unread.isEmpty() || (!said.isEmpty() && open.isEmpty())) {
        break;
      }
      readSaid(batch);
      batch *= 2;
    }
    fetch(
        chosen.values().stream()
            .flatMap(
                run ->
                    objects
                        .getOrDefault(run.scope(), Map.of())
                        .getOrDefault(run.run(), List.of())
                        .stream())
            .toList());
  }

  private void readSaid(int count) {
    List<String> keys = List.copyOf(unread.subList(0, Math.min(count, unread.size())));
    unread.subList(0, keys.size()).clear();
    fetch(keys);
    for (String key : keys) {
      Path file = folder.resolve(key);
      if (!Files.exists(file)) {
        continue;
      }
      try (InputStream in = Files.newInputStream(file);
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(Compression.uncompress(in), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          JsonNode row = JSON.readTree(line);
          said.add(
              new Said(
                  new Scope(
                      row.path("Dataset").asText(),
                      row.path("AccountId").asText(),
                      row.path("RegionName").asText("global")),
                  row.path("RunId").asText(),
                  row.path("Outcome").asText().equals("SUCCEEDED"),
                  row.path("RecordCount").asLong(),
                  row.path("ObjectKeys").size()));
        }
      } catch (IOException e) {
        // The engine says what is wrong with it.
      }
    }
  }

  /** An object that landed in part, or is damaged, is known only when it has been read. */
  private boolean copiedMoreFor(LocalEstate estate) {
    if (needs.history() || chosen.isEmpty()) {
      return false;
    }
    Set<List<String>> complete = new HashSet<>();
    for (List<?> row :
        estate
            .query(
                "SELECT DATASET_NAME, ACCOUNT_ID, REGION_NAME, RUN_ID FROM SCOPE_RUNS WHERE COMPLETE")
            .rows()) {
      complete.add(row.stream().map(String::valueOf).toList());
    }
    boolean more = false;
    for (Said run : List.copyOf(chosen.values())) {
      Scope scope = run.scope();
      if (!complete.contains(
          List.of(scope.dataset(), scope.account(), scope.region(), run.run()))) {
        rejected.add(run);
        more = true;
      }
    }
    if (!more) {
      return false;
    }
    int before = copied.size();
    Set<Said> until = Set.copyOf(chosen.values());
    settle();
    return copied.size() > before || !until.containsAll(chosen.values());
  }

  private void fetch(Collection<String> keys) {
    List<String> missing = keys.stream().filter(copied::add).toList();
    if (missing.isEmpty()) {
      return;
    }
    ExecutorService readers = Executors.newFixedThreadPool(Math.min(CONCURRENCY, missing.size()));
    try {
      List<Callable<String>> work = new ArrayList<>();
      for (String key : missing) {
        work.add(
            () -> {
              fetch(key);
              return key;
            });
      }
      for (Future<String> each : readers.invokeAll(work)) {
        get(each);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalException("The copy was interrupted.", e);
    } finally {
      readers.shutdownNow();
    }
  }

  private void get(Future<String> copy) throws InterruptedException {
    try {
      copy.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StorageException unreadable) {
        problems.add(String.valueOf(unreadable.getMessage()));
      } else if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else {
        throw new LocalException("The copy failed: " + e.getCause(), e);
      }
    }
  }

  private void fetch(String key) {
    Path file = folder.resolve(key).normalize();
    if (!file.startsWith(folder)) {
      throw new StorageException(
          store.location(key),
          store.location(key) + " lies outside: rename it.",
          new IllegalArgumentException(key));
    }
    if (Files.exists(file)) {
      return;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (InputStream in = store.open(key)) {
      Files.createDirectories(file.getParent());
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file);
    } catch (IOException e) {
      throw new StorageException(
          store.location(key),
          "%s could not be copied to %s: %s".formatted(store.location(key), file, e),
          e);
    } catch (UncheckedIOException e) {
      throw new StorageException(
          store.location(key), "%s could not be read: %s".formatted(store.location(key), e), e);
    }
  }
}
