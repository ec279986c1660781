/**
 * Runs sources over accounts and Regions, streams their records to a sink and reports on every
 * part. Nothing here knows an AWS service by name.
 */
@NullMarked
package io.snowwatch.harvest;

import org.jspecify.annotations.NullMarked;
