/**
 * The answers over a folder of what landed, without a server: DuckDB builds the landing tables from
 * the objects and runs the same views and checks as Snowflake.
 */
@NullMarked
package io.snowwatch.local;

import org.jspecify.annotations.NullMarked;
