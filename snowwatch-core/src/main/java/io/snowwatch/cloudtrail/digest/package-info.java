/** Whether log files are still what CloudTrail delivered, as its signed digest files prove. */
@NullMarked
package io.snowwatch.cloudtrail.digest;

import org.jspecify.annotations.NullMarked;
