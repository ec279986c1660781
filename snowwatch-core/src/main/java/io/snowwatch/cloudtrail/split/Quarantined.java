package io.snowwatch.cloudtrail.split;

/**
 * What was damaged in a log file.
 *
 * @param key the object with the bad stretches
 * @param stretches how many there are, 1 or more
 * @param bytes how many bytes they have together, uncompressed; 0 if the file was just cut off
 *     between two events
 * @param problem what is wrong with the first one
 */
public record Quarantined(String key, long stretches, long bytes, String problem) {}
