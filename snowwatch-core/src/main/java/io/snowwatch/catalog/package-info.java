/**
 * The vocabulary: what a source, a dataset and a column are.
 *
 * <p>A resource kind is declared once, in these terms, and everything else follows from the
 * declaration: object keys, handler routing, IAM statements, tables, pipes, COPY statements and
 * documentation. This package depends on nothing else of SnowWatch.
 */
@NullMarked
package io.snowwatch.catalog;

import org.jspecify.annotations.NullMarked;
