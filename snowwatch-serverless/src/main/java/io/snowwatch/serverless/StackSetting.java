package io.snowwatch.serverless;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A choice of whoever deploys: a line of {@code settings.yml} or a {@code --param}.
 *
 * @param name its name
 * @param parameter what the template calls it; empty where it has none
 * @param standard its value unless another is given
 * @param choices every value there is; none if the pattern tells
 * @param pattern a regular expression for the whole value, in the syntax that Java and JavaScript
 *     share; none if the choices tell
 * @param accepted the values in words, such as {@code an ARN of an SQS queue}
 * @param example a value that differs from the standard one
 * @param purpose what it is for, in a sentence or two of Markdown
 */
record StackSetting(
    String name,
    String parameter,
    String standard,
    List<String> choices,
    Optional<String> pattern,
    String accepted,
    String example,
    String purpose) {

  private static final String PSEUDO_PARAMETER = "${AWS::";

  StackSetting {
    choices = List.copyOf(choices);
    if (choices.isEmpty() == pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "The setting " + name + " has choices and a pattern, or neither: give one of them.");
    }
    for (String value : List.of(standard, example)) {
      if (!accepts(value, choices, pattern)) {
        throw new IllegalArgumentException(
            "The setting " + name + " does not accept its own value '" + value + "'.");
      }
    }
  }

  static StackSetting choice(
      String name, String standard, List<String> choices, String example, String purpose) {
    return new StackSetting(
        name,
        capitalized(name),
        standard,
        choices,
        Optional.empty(),
        choices.size() < 5 ? String.join(" or ", choices) : "one of " + String.join(", ", choices),
        example,
        purpose);
  }

  static StackSetting text(
      String name,
      String standard,
      String pattern,
      String accepted,
      String example,
      String purpose) {
    return new StackSetting(
        name,
        capitalized(name),
        standard,
        List.of(),
        Optional.of(pattern),
        accepted,
        example,
        purpose);
  }

  /** The same setting, where a resource has the name that its parameter would have. */
  StackSetting withParameter(String other) {
    return new StackSetting(name, other, standard, choices, pattern, accepted, example, purpose);
  }

  /** The same setting, where it is nothing of the template but an option of whoever deploys. */
  StackSetting withoutParameter() {
    return withParameter("");
  }

  /** Whether the template has a parameter whose value is taken as it is given. */
  boolean isParameter() {
    return !parameter.isEmpty() && !isFilledIn();
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * Whether CloudFormation fills something in, such as the account's id. It does that in a
   * template's texts and not in a parameter's value.
   */
  boolean isFilledIn() {
    return standard.contains(PSEUDO_PARAMETER);
  }

  /** The purpose without the marks and links of Markdown. */
  String plainPurpose() {
    return purpose
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replaceAll(", see below$", "")
        .replace("`", "");
  }

  boolean accepts(String value) {
    return accepts(value, choices, pattern);
  }

  private static boolean accepts(String value, List<String> choices, Optional<String> pattern) {
    return choices.contains(value) || pattern.filter(value::matches).isPresent();
  }
}
