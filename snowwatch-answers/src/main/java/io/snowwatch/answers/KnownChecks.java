package io.snowwatch.answers;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The checks that a program knows: the built-in ones and others, all of which are treated alike.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KnownChecks {

  private final List<Check> all;

  private KnownChecks(List<Check> all) {
    this.all = List.copyOf(all);
    Set<String> ids = new HashSet<>();
    for (Check check : all) {
      if (!ids.add(check.id())) {
        throw new ConfigurationException(
            List.of("Two checks share the id '%s': rename one.".formatted(check.id())));
      }
    }
  }

  /**
   * The built-in checks and no others.
   *
   * @return {@link Checks#all()}
   */
  public static KnownChecks builtIn() {
    return new KnownChecks(Checks.all());
  }

  /**
   * The built-in checks and those that a class loader's jars declare.
   *
   * @param loader where to look
   * @return the built-in checks first
   * @throws ConfigurationException if some cannot be loaded, or two share an id
   */
  public static KnownChecks found(ClassLoader loader) {
    List<Check> all = new ArrayList<>(Checks.all());
    try {
      ServiceLoader.load(CheckSet.class, loader).forEach(set -> all.addAll(set.checks()));
      return new KnownChecks(all);
    } catch (ServiceConfigurationError | LinkageError | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              "Checks that META-INF/services/%s names cannot be loaded: %s"
                  .formatted(CheckSet.class.getName(), e)),
          e);
    }
  }

  /**
   * These checks and others.
   *
   * @param more checks of one's own
   * @return all of them
   * @throws ConfigurationException if two share an id
   */
  public KnownChecks and(CheckSet more) {
    List<Check> checks = new ArrayList<>(all);
    checks.addAll(more.checks());
    return new KnownChecks(checks);
  }

  /**
   * Every check.
   *
   * @return the built-in ones first
   */
  public List<Check> all() {
    return all;
  }

  /**
   * Finds a check.
   *
   * @param id its id, in any case
   * @return the check
   * @throws ConfigurationException if there is none; the message lists the ids there are
   */
  public Check of(String id) {
    return all.stream()
        .filter(check -> check.id().equals(id.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "There is no check '%s': choose from %s."
                            .formatted(
                                id,
                                all.stream().map(Check::id).collect(Collectors.joining(", "))))));
  }
}
