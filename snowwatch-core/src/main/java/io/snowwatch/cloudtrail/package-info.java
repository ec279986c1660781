/** CloudTrail's log files to event lines, byte for byte. */
@NullMarked
package io.snowwatch.cloudtrail;

import org.jspecify.annotations.NullMarked;
