/**
 * The Lambda functions: a class per function of serverless.yml, each a name and a source, on a base
 * for scheduled functions and one for functions that arriving objects trigger.
 */
@NullMarked
package io.snowwatch.lambda;

import org.jspecify.annotations.NullMarked;
