/**
 * Looks at every hop from the permission of an API call to the row in a table, and says of each
 * what is wrong and which command mends it. Nothing here changes anything.
 *
 * <p>The modules of the AWS SDK that {@code snowwatch-core} does not bring, and Snowflake's driver,
 * are the caller's to add; a side that is not there is one that could not be seen.
 */
@NullMarked
package io.snowwatch.snowflake.doctor;

import org.jspecify.annotations.NullMarked;
