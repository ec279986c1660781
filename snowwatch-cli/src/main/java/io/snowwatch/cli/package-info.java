/** The {@code snowwatch} command: it calls the modules' public API and prints. */
@NullMarked
package io.snowwatch.cli;

import org.jspecify.annotations.NullMarked;
