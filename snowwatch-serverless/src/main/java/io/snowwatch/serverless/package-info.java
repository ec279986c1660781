/**
 * What serverless.yml takes from the catalog: functions, their policies, the bucket and the trail,
 * rendered as YAML and checked by the build.
 */
@NullMarked
package io.snowwatch.serverless;

import org.jspecify.annotations.NullMarked;
