package io.snowwatch.answers;

import io.snowwatch.catalog.Dataset;
import java.util.function.Function;

/**
 * Where history is kept, so that what landed can be purged.
 *
 * @param runs the table of the runs that history has taken, as SQL
 * @param versions the table of a dataset's versions, as SQL
 */
public record KeptHistory(String runs, Function<Dataset, String> versions) {}
