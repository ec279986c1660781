/**
 * The whole product on one machine: the five functions against Moto, and what they write loaded
 * into fakesnow.
 */
@NullMarked
package io.snowwatch.examples.quickstart;

import org.jspecify.annotations.NullMarked;
