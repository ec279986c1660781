package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * Which Regions to look at.
 *
 * @param patterns Region names in which {@code *} stands for any characters, such as {@code eu-*};
 *     at least one
 */
public record RegionFilter(List<String> patterns) {

  /** Why a Region is not looked at: the account has not enabled it. */
  public static final String NOT_OPTED_IN = "NOT_OPTED_IN";

  /** Why a Region is not looked at: no pattern names it. */
  public static final String NOT_SELECTED = "NOT_SELECTED";

  /**
   * @throws ConfigurationException if there is no pattern, or one has characters that no Region's
   *     name has
   */
  public RegionFilter {
    patterns = patterns.stream().map(String::strip).toList();
    List<String> problems = new ArrayList<>();
    if (patterns.isEmpty()) {
      problems.add("No Region is given: name one, or use * for all.");
    }
    for (String pattern : patterns) {
      if (!pattern.matches("[a-z0-9*-]+")) {
        problems.add(
            "'" + pattern + "' is not a Region: use names such as eu-west-1, or eu-* for several.");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Every Region that is enabled.
   *
   * @return the filter {@code *}
   */
  public static RegionFilter all() {
    return of("*");
  }

  /**
   * Regions by their names.
   *
   * @param patterns Region names, {@code *} standing for any characters
   * @return the filter
   * @throws ConfigurationException if a pattern cannot be the name of a Region
   */
  public static RegionFilter of(String... patterns) {
    return new RegionFilter(Arrays.asList(patterns));
  }

  /**
   * Decides for every Region.
   *
   * @param regions as {@code DescribeRegions} gives them
   * @return each Region in the given order with the reason to skip it, empty to look at it
   * @throws ConfigurationException if a pattern matches none of the Regions
   */
  public Map<Region, Optional<String>> select(List<Region> regions) {
    List<Pattern> compiled =
        patterns.stream()
            .map(p -> Pattern.compile(Pattern.quote(p).replace("*", "\\E.*\\Q")))
            .toList();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < compiled.size(); i++) {
      Pattern pattern = compiled.get(i);
      if (regions.stream().noneMatch(r -> pattern.matcher(r.regionName()).matches())) {
        problems.add(
            "'%s' matches no Region of the account: choose from %s."
                .formatted(patterns.get(i), regions.stream().map(Region::regionName).toList()));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Map<Region, Optional<String>> selection = new LinkedHashMap<>();
    for (Region region : regions) {
      selection.put(region, skipReason(region, compiled));
    }
    return selection;
  }

  private static Optional<String> skipReason(Region region, List<Pattern> patterns) {
    if (patterns.stream().noneMatch(p -> p.matcher(region.regionName()).matches())) {
      return Optional.of(NOT_SELECTED);
    }
    return "not-opted-in".equals(region.optInStatus())
        ? Optional.of(NOT_OPTED_IN)
        : Optional.empty();
  }
}
