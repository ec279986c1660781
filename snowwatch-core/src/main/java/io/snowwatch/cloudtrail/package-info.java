/** The transfer of CloudTrail's log files, one and years of them, from store to store. */
@NullMarked
package io.snowwatch.cloudtrail;

import org.jspecify.annotations.NullMarked;
