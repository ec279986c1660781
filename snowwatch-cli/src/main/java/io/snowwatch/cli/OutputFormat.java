package io.snowwatch.cli;

/** How results are printed. */
enum OutputFormat {
  TEXT,
  JSON
}
