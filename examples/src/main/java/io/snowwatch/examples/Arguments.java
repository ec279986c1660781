package io.snowwatch.examples;

import java.util.List;

/** The arguments of an example, taken one after the other. */
final class Arguments {

  private final String example;
  private final List<String> values;
  private int next;

  private Arguments(String example, String... values) {
    this.example = example;
    this.values = List.of(values);
  }

  static Arguments of(String example, String... values) {
    return new Arguments(example, values);
  }

  /** The next argument. */
  String required(String name) {
    if (next == values.size()) {
      throw new IllegalArgumentException(
          "%s needs the %s as argument %d.".formatted(example, name, next + 1));
    }
    return values.get(next++);
  }

  /** All further arguments. */
  String[] rest() {
    return values.subList(next, values.size()).toArray(String[]::new);
  }
}
