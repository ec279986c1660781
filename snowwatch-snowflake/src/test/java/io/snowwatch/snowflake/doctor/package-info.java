@NullMarked
package io.snowwatch.snowflake.doctor;

import org.jspecify.annotations.NullMarked;
