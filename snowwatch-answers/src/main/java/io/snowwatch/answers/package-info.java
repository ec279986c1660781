/**
 * What people read: the SQL of views that say what is, what was, what changed and what is not
 * known, rendered from the catalog for a database, and of checks over them.
 *
 * <p>Only the views of entities know paths into documents. Whatever stands above them is plain SQL
 * that is the same for every database. This package runs nothing: it knows no JDBC.
 */
@NullMarked
package io.snowwatch.answers;

import org.jspecify.annotations.NullMarked;
