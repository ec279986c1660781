/**
 * The built-in sources, one file each.
 *
 * <p>A source's file declares what it is called, which datasets with which columns it yields and
 * which IAM actions it needs, and makes its API calls. {@link io.snowwatch.source.Sources} is the
 * explicit list of them.
 */
@NullMarked
package io.snowwatch.source;

import org.jspecify.annotations.NullMarked;
