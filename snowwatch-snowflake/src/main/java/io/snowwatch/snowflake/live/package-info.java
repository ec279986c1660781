/**
 * What is in a Snowflake account, how it differs from what is wanted, and the way from one to the
 * other.
 *
 * <pre>{@code
 * try (SnowflakeClient client = SnowflakeConnection.builder().build().open()) {
 *   Difference difference = Difference.between(plan, client, DifferenceOptions.builder().build());
 *   difference.changes().forEach(System.out::println);
 *   Apply.of(plan, client).run(difference);
 * }
 * }</pre>
 *
 * <p>Everything goes through {@link io.snowwatch.snowflake.live.SnowflakeClient}; only one class of
 * this package knows JDBC, and the driver is optional.
 */
@NullMarked
package io.snowwatch.snowflake.live;

import org.jspecify.annotations.NullMarked;
