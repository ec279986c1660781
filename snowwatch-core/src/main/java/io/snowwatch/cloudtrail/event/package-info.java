/** The events of a log file, typed. */
@NullMarked
package io.snowwatch.cloudtrail.event;

import org.jspecify.annotations.NullMarked;
