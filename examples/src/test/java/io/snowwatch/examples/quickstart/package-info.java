/** Runs the quickstart and checks its answers. */
@NullMarked
package io.snowwatch.examples.quickstart;

import org.jspecify.annotations.NullMarked;
