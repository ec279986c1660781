package io.snowwatch.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One check: a header of comments, and one query over entity views that is the same for every
 * database.
 *
 * <p>The query yields the resources that it looked at, with the columns that every entity view has,
 * {@code FAILED} (NULL where it cannot be said) and {@code REASON}, and the columns that the header
 * names as evidence. With {@code per: finding} a resource may have several rows, of which each that
 * failed is evidence.
 *
 * @param id for example {@code SG01}
 * @param title what is wrong where it fails
 * @param severity how bad that is
 * @param resourceType the type of the resources that it looks at
 * @param datasets what it needs, first that which has the resources
 * @param controls the controls of the CIS AWS Foundations Benchmark, by its version
 * @param why what can happen
 * @param remedy what to do
 * @param evidence the columns of the query that prove a failure
 * @param perFinding whether a resource may have several rows
 * @param each whether each resource is judged by its own dataset alone
 * @param since the column of the query with the time since when it fails; empty where it is since
 *     the resource says what it says
 * @param byAbsence whether it fails because something is not there, which an incomplete dataset
 *     cannot tell
 * @param query the query
 */
public record Check(
    String id,
    String title,
    Severity severity,
    String resourceType,
    List<String> datasets,
    Map<String, String> controls,
    String why,
    String remedy,
    List<String> evidence,
    boolean perFinding,
    boolean each,
    Optional<String> since,
    boolean byAbsence,
    String query) {

  /** Copies the lists. */
  public Check {
    datasets = List.copyOf(datasets);
    controls = Map.copyOf(controls);
    evidence = List.copyOf(evidence);
  }

  /**
   * Parses a file.
   *
   * @param text lines {@code -- key: value}, then the query
   * @return the check
   * @throws IllegalArgumentException if the header lacks something or has what nobody knows
   */
  public static Check parse(String text) {
    Map<String, String> header = new LinkedHashMap<>();
    StringBuilder query = new StringBuilder();
    for (String line : text.lines().toList()) {
      if (query.isEmpty() && line.startsWith("-- ")) {
        int colon = line.indexOf(": ");
        if (colon < 0) {
          throw new IllegalArgumentException(
              "'" + line + "' is no line of a header: -- key: value");
        }
        String key = line.substring(3, colon);
        if (header.put(key, line.substring(colon + 2).strip()) != null) {
          throw new IllegalArgumentException("A check says " + key + " twice: say it once.");
        }
      } else {
        query.append(line).append('\n');
      }
    }
    Map<String, String> controls = new LinkedHashMap<>();
    for (String part : list(header.remove("cis"))) {
      String[] control = part.split(" ", 2);
      controls.put(control[0], control.length > 1 ? control[1] : "");
    }
    Check check =
        new Check(
            required(header, "id"),
            required(header, "title"),
            Severity.valueOf(required(header, "severity").toUpperCase(Locale.ROOT)),
            required(header, "resource"),
            list(required(header, "needs")),
            controls,
            required(header, "why"),
            required(header, "remedy"),
            list(header.remove("evidence")),
            "finding".equals(header.remove("per")),
            "each".equals(header.remove("looks")),
            Optional.ofNullable(header.remove("since")),
            "absence".equals(header.remove("fails")),
            query.toString().strip());
    if (!header.isEmpty()) {
      throw new IllegalArgumentException(
          "Check %s says %s, which nobody knows.".formatted(check.id(), header.keySet()));
    }
    return check;
  }

  private static String required(Map<String, String> header, String key) {
    return Optional.ofNullable(header.remove(key))
        .filter(value -> !value.isBlank())
        .orElseThrow(
            () -> new IllegalArgumentException("A check does not say its " + key + ": add it."));
  }

  private static List<String> list(@org.jspecify.annotations.Nullable String text) {
    return text == null || text.isBlank()
        ? List.of()
        : new ArrayList<>(Arrays.stream(text.split(",")).map(String::strip).toList());
  }
}
