package io.snowwatch.examples;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.RegionFilter;
import io.snowwatch.harvest.Harvest;
import io.snowwatch.harvest.HarvestRun;
import io.snowwatch.harvest.SnapshotSink;
import io.snowwatch.source.Sources;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.FolderObjectStore;
import java.nio.file.Path;

/** Harvests the security groups of some Regions into a folder, and reports Region by Region. */
public final class HarvestToFolder {

  private HarvestToFolder() {}

  /**
   * Prints how it went, Region by Region; a Region that fails does not keep the others from being
   * written.
   *
   * @param args the folder, then Regions: names, {@code *} standing for any characters
   */
  public static void main(String... args) {
    Arguments arguments = Arguments.of("HarvestToFolder", args);
    Path folder = Path.of(arguments.required("folder"));
    RegionFilter regions = RegionFilter.of(arguments.rest());
    // tag::folder[]
    try (AwsAccount account = AwsAccount.create()) {
      Harvest harvest =
          Harvest.builder()
              .addAccounts(account)
              .addSources(Sources.inventory("security_groups"))
              .regions(regions)
              .concurrency(4)
              .sink(
                  SnapshotSink.of(
                      new FolderObjectStore(folder), BucketLayout.of(Sources.catalog())))
              .build();
      for (HarvestRun run : harvest.run().runs()) {
        System.out.println(run.regionName().orElse("") + " " + run.outcome());
      }
    }
    // end::folder[]
  }
}
