/** How fast log files are split, next to others that read them. */
@NullMarked
package io.snowwatch.benchmarks;

import org.jspecify.annotations.NullMarked;
