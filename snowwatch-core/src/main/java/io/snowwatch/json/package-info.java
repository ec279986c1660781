/** Records as JSON: AWS SDK model objects with the API's own member names, one line each. */
@NullMarked
package io.snowwatch.json;

import org.jspecify.annotations.NullMarked;
