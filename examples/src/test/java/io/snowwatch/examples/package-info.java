/** Runs every example. */
@NullMarked
package io.snowwatch.examples;

import org.jspecify.annotations.NullMarked;
