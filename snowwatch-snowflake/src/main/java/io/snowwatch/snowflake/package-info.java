/**
 * Everything that SnowWatch needs in a Snowflake account, as SQL statements that follow from the
 * catalog and a few settings.
 *
 * <pre>{@code
 * SnowflakeSettings settings =
 *     SnowflakeSettings.builder().accountId("123456789012").database("SECURITY").build();
 * SnowflakePlan plan = SnowflakePlan.of(Sources.catalog(), settings);
 * for (Statement statement : plan.statements()) {
 *   connection.createStatement().execute(statement.sql());
 * }
 * }</pre>
 *
 * <p>Names and texts become SQL in one class, so whatever a name consists of, it stays one name.
 */
@NullMarked
package io.snowwatch.snowflake;

import org.jspecify.annotations.NullMarked;
