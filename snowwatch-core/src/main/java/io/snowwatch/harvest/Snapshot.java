package io.snowwatch.harvest;

import io.snowwatch.catalog.Dataset;
import java.time.Instant;

/**
 * What records of one dataset, written together, are a picture of.
 *
 * @param dataset the dataset
 * @param accountId the AWS account, 12 digits
 * @param regionName the Region, or {@code global}
 * @param runId the run that takes the picture
 * @param time when the run began
 */
public record Snapshot(
    Dataset dataset, String accountId, String regionName, String runId, Instant time) {}
