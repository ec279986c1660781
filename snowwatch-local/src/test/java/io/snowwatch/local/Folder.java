package io.snowwatch.local;

import io.snowwatch.catalog.Dataset;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.SnapshotKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** A folder as harvests leave it, run by run. */
final class Folder {

  static final String ACCOUNT = "123456789012";
  static final String REGION = "eu-west-1";

  private final Path root;
  private int objects;

  Folder(Path root) {
    this.root = root;
  }

  /** A run of a dataset that succeeded and landed. */
  Folder run(String dataset, String account, String region, int number, String... records) {
    write(dataset, account, region, number, records);
    return said(dataset, account, region, number, "SUCCEEDED", records.length);
  }

  Folder run(String dataset, int number, String... records) {
    return run(dataset, ACCOUNT, region(dataset), number, records);
  }

  /** What a run said of a dataset. */
  Folder said(
      String dataset, String account, String region, int number, String outcome, int count) {
    objects++;
    writeLines(
        key("harvest_runs", account, "global", number, objects),
        """
        {"RunId":"run-%d","Dataset":"%s","AccountId":"%s","RegionName":"%s","Outcome":"%s",%s,"ObjectKeys":["%s"]}"""
            .formatted(
                number,
                dataset,
                account,
                region,
                outcome,
                outcome.equals("SUCCEEDED")
                    ? "\"RecordCount\":" + count
                    : "\"Reason\":\"ACCESS\",\"ErrorCode\":\"AccessDenied\",\"ErrorMessage\":\"No.\"",
                key(dataset, account, region, number, 1)));
    return this;
  }

  /** The rows of a run that landed. */
  Folder write(String dataset, String account, String region, int number, String... records) {
    if (records.length > 0) {
      List<String> lines = new ArrayList<>();
      for (String record : records) {
        String where =
            region.equals("global") ? "" : ",\"Region\":{\"RegionName\":\"" + region + "\"}";
        String one = record.replace('\n', ' ').strip();
        lines.add(
            one.substring(0, one.length() - 1)
                + (one.length() > 2 ? "," : "")
                + "\"AccountId\":\""
                + account
                + "\""
                + where
                + "}");
      }
      writeLines(key(dataset, account, region, number, 1), lines.toArray(String[]::new));
    }
    return this;
  }

  /** Events, in a log file of their own. */
  Folder events(String... events) {
    objects++;
    writeLines("cloudtrail_monitoring/" + objects + ".json.gz", events);
    return this;
  }

  static String region(String dataset) {
    return dataset.startsWith("iam_") ? "global" : REGION;
  }

  static Instant time(int number) {
    return Instant.parse("2026-11-24T00:00:00Z").plusSeconds(900L * number);
  }

  private static String key(String dataset, String account, String region, int run, int part) {
    Dataset declared = Sources.catalog().dataset(dataset);
    return new SnapshotKey(
            BucketLayout.of(Sources.catalog()).directory(declared),
            account,
            region,
            "run-" + run,
            part,
            time(run))
        .render();
  }

  private void writeLines(String key, String... lines) {
    Path file = root.resolve(key);
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(
            java.util.Arrays.stream(lines)
                .map(line -> line.replace('\n', ' ') + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return root;
  }
}
