@NullMarked
package io.snowwatch.snowflake.live;

import org.jspecify.annotations.NullMarked;
