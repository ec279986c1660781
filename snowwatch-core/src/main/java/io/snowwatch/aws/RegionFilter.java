package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.RegionMetadata;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Region;

/**
 * Which Regions to look at: those that a pattern names, but for those that a pattern with an
 * exclamation mark names, in whichever order they are given. Exclusions alone mean all others.
 *
 * @param patterns Region names in which {@code *} stands for any characters, such as {@code eu-*},
 *     or {@code !me-*} to leave Regions out; at least one
 */
public record RegionFilter(List<String> patterns) {

  /** Why a Region is not looked at: the account has not enabled it. */
  public static final String NOT_OPTED_IN = "NOT_OPTED_IN";

  /** Why a Region is not looked at: no pattern names it, or one excludes it. */
  public static final String NOT_SELECTED = "NOT_SELECTED";

  private static final String EXCLUSION = "!";
  private static final String WILDCARD = "*";

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
      if (!pattern.matches("!?[a-z0-9*-]+")) {
        problems.add(
            "'%s' is not a Region: use names such as eu-west-1, eu-* for several, or !me-* for all but some."
                .formatted(pattern));
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
    return of(WILDCARD);
  }

  /**
   * Regions by their names.
   *
   * @param patterns Region names, {@code *} standing for any characters, {@code !} in front to
   *     leave them out
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
   * @throws ConfigurationException if a pattern matches none of the Regions, or nothing is left
   */
  public Map<Region, Optional<String>> select(List<Region> regions) {
    List<String> names = regions.stream().map(Region::regionName).toList();
    List<String> problems =
        patterns.stream()
            .filter(pattern -> names.stream().noneMatch(name -> matches(pattern, name)))
            .map(
                pattern ->
                    "'%s' matches no Region of the account: choose from %s."
                        .formatted(pattern, names))
            .collect(Collectors.toCollection(ArrayList::new));
    if (problems.isEmpty() && names.stream().noneMatch(this::selects)) {
      problems.add(
          "Regions %s leave none of the account's Regions: choose from %s."
              .formatted(patterns, names));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Map<Region, Optional<String>> selection = new LinkedHashMap<>();
    for (Region region : regions) {
      selection.put(region, skipReason(region));
    }
    return selection;
  }

  /**
   * The Regions that need no list to be known: those named in full and not excluded.
   *
   * @return each with its name and endpoint
   * @throws ConfigurationException if the SDK knows no Region of such a name
   */
  Map<Region, Optional<String>> selectNamed() {
    Set<String> known =
        software.amazon.awssdk.regions.Region.regions().stream()
            .filter(region -> !region.isGlobalRegion())
            .map(software.amazon.awssdk.regions.Region::id)
            .collect(Collectors.toCollection(HashSet::new));
    Map<Region, Optional<String>> selection = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : new TreeSet<>(named())) {
      if (!known.contains(name)) {
        problems.add(
            "'%s' is no Region that is known here, and the account's list of Regions could not be had: check the name, or allow ec2:DescribeRegions."
                .formatted(name));
      } else if (selects(name)) {
        selection.put(
            Region.builder().regionName(name).endpoint(endpoint(name)).build(), Optional.empty());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return selection;
  }

  /** Whether a pattern stands for Regions that only a list can tell. */
  boolean needsList() {
    return included().stream().anyMatch(pattern -> pattern.contains(WILDCARD));
  }

  private List<String> named() {
    return included().stream().filter(pattern -> !pattern.contains(WILDCARD)).toList();
  }

  private List<String> included() {
    List<String> included = patterns.stream().filter(p -> !p.startsWith(EXCLUSION)).toList();
    return included.isEmpty() ? List.of(WILDCARD) : included;
  }

  private boolean selects(String name) {
    return included().stream().anyMatch(pattern -> matches(pattern, name))
        && patterns.stream()
            .noneMatch(pattern -> pattern.startsWith(EXCLUSION) && matches(pattern, name));
  }

  private static boolean matches(String pattern, String name) {
    String plain = pattern.startsWith(EXCLUSION) ? pattern.substring(1) : pattern;
    return name.matches(plain.replace(WILDCARD, ".*"));
  }

  private Optional<String> skipReason(Region region) {
    if (!selects(region.regionName())) {
      return Optional.of(NOT_SELECTED);
    }
    return "not-opted-in".equals(region.optInStatus())
        ? Optional.of(NOT_OPTED_IN)
        : Optional.empty();
  }

  /** As {@code DescribeRegions} writes it. */
  private static String endpoint(String name) {
    @Nullable RegionMetadata metadata =
        RegionMetadata.of(software.amazon.awssdk.regions.Region.of(name));
    String suffix = metadata == null ? "amazonaws.com" : metadata.partition().dnsSuffix();
    return "%s.%s.%s".formatted(Ec2Client.SERVICE_METADATA_ID, name, suffix);
  }
}
