/**
 * The AWS side of Snowflake's access to the bucket: whom the role trusts, what the bucket notifies,
 * and the settings with which the stack is deployed again.
 *
 * <p>Everything is read before it is written and read again afterwards; what others have set up is
 * kept, and where it is in the way nothing is written. The modules of the AWS SDK that {@code
 * snowwatch-core} does not bring are the caller's to add.
 */
@NullMarked
package io.snowwatch.snowflake.aws;

import org.jspecify.annotations.NullMarked;
