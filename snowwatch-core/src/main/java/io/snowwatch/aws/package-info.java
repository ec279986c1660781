/** Everything that touches AWS SDK configuration: accounts, Regions, clients and their failures. */
@NullMarked
package io.snowwatch.aws;

import org.jspecify.annotations.NullMarked;
