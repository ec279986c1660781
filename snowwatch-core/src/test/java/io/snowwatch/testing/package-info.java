/**
 * The stand-ins for AWS and Snowflake of tests and quickstart, and the tools that check
 * independently of our own code. Plain Java: nothing here needs a test runner.
 */
@NullMarked
package io.snowwatch.testing;

import org.jspecify.annotations.NullMarked;
