package io.snowwatch.snowflake;

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
import java.util.zip.GZIPOutputStream;

/** What several runs left in a bucket, and in which order and how often it lands. */
final class Estate {

  static final String A = "123456789012";
  static final String B = "210987654321";
  static final String EU = "eu-west-1";
  static final String US = "us-east-1";

  /** An object of the bucket. */
  record Landed(String dataset, String key, List<String> lines, int times) {}

  private final List<Landed> objects = new ArrayList<>();
  private int serial;

  static Instant time(int run) {
    return Instant.parse("2026-11-24T00:00:00Z").plusSeconds(900L * run);
  }

  /** A run that succeeded and landed. */
  Estate run(int run, String dataset, String account, String region, String... records) {
    return rows(run, dataset, account, region, 1, records)
        .said(run, dataset, account, region, "SUCCEEDED", records.length, 1);
  }

  /** The rows of a run. */
  Estate rows(
      int run, String dataset, String account, String region, int times, String... records) {
    List<String> lines = new ArrayList<>();
    for (String record : records) {
      String where =
          region.equals("global") ? "" : ",\"Region\":{\"RegionName\":\"" + region + "\"}";
      String one = record.replace('\n', ' ').strip();
      lines.add(
          "%s,\"AccountId\":\"%s\"%s}"
              .formatted(one.substring(0, one.length() - 1), account, where));
    }
    if (!lines.isEmpty()) {
      objects.add(new Landed(dataset, key(dataset, account, region, run, 1), lines, times));
    }
    return this;
  }

  /** What a run says of a scope. */
  Estate said(
      int run,
      String dataset,
      String account,
      String region,
      String outcome,
      int count,
      int times) {
    serial++;
    String result =
        outcome.equals("SUCCEEDED")
            ? "\"RecordCount\":%d,\"ObjectKeys\":[%s]"
                .formatted(
                    count, count == 0 ? "" : "\"" + key(dataset, account, region, run, 1) + "\"")
            : "\"Reason\":\"ACCESS\",\"ErrorCode\":\"AccessDenied\",\"ErrorMessage\":\"No.\"";
    objects.add(
        new Landed(
            "harvest_runs",
            key("harvest_runs", account, "global", run, serial),
            List.of(
                "{\"RunId\":\"run-%d\",\"Dataset\":\"%s\",\"AccountId\":\"%s\",\"RegionName\":\"%s\",\"Outcome\":\"%s\",%s}"
                    .formatted(run, dataset, account, region, outcome, result)),
            times));
    return this;
  }

  /** A log file's events. */
  Estate events(String... events) {
    serial++;
    List<String> lines = new ArrayList<>();
    for (String event : events) {
      lines.add(event.replace('\n', ' ').strip());
    }
    objects.add(
        new Landed("cloudtrail_events", "cloudtrail_monitoring/" + serial + ".json.gz", lines, 1));
    return this;
  }

  private static String key(String dataset, String account, String region, int run, int part) {
    return new SnapshotKey(
            BucketLayout.of(Sources.catalog()).directory(Sources.catalog().dataset(dataset)),
            account,
            region,
            "run-" + run,
            part,
            time(run))
        .render();
  }

  /** The objects, in the order in which they land. */
  List<Landed> objects() {
    return objects;
  }

  /** Writes the objects into a folder. */
  Path writeTo(Path folder) {
    try {
      for (Landed object : objects) {
        Path file = folder.resolve(object.key());
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
          for (String line : object.lines()) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
