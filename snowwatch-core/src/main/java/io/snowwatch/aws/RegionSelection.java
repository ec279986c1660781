package io.snowwatch.aws;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * What became of a {@link RegionFilter} in an account.
 *
 * @param regions each Region with the reason to skip it, empty to look at it; where the list could
 *     not be had, those that the filter names, with {@code RegionName} and {@code Endpoint} only
 * @param unlisted why there is no list although the filter asks for Regions by a pattern: whatever
 *     those are, nobody looks at them
 */
public record RegionSelection(
    Map<Region, Optional<String>> regions, Optional<SdkException> unlisted) {

  /** Keeps the order of the Regions. */
  public RegionSelection {
    regions = Collections.unmodifiableMap(new LinkedHashMap<>(regions));
  }
}
