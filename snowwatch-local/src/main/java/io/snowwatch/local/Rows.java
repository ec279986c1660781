package io.snowwatch.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query yields.
 *
 * @param columns the names of its columns
 * @param rows the rows, each with a value for every column; null where there is none
 */
public record Rows(List<String> columns, List<List<@Nullable Object>> rows) {}
