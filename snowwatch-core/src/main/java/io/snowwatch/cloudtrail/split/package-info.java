/**
 * A log file's bytes to lines: which kind of file a key names, its events byte for byte, and what
 * of a damaged file is none.
 */
@NullMarked
package io.snowwatch.cloudtrail.split;

import org.jspecify.annotations.NullMarked;
