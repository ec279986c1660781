/** SnowWatch: AWS inventory and CloudTrail in a bucket of your own, ready for Snowflake. */
@NullMarked
package io.snowwatch;

import org.jspecify.annotations.NullMarked;
