/**
 * Where records go: object keys, object stores and the writer of JSON-lines objects that publishes
 * complete objects only.
 */
@NullMarked
package io.snowwatch.storage;

import org.jspecify.annotations.NullMarked;
