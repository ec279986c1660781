/** How fast an inventory is collected from an AWS that takes its time, next to boto3. */
@NullMarked
package io.snowwatch.benchmarks.harvest;

import org.jspecify.annotations.NullMarked;
