package io.snowwatch.cloudtrail.split;

/** A rule of log files' structure that a file may break. */
enum Rule {
  OBJECT("a log file is a JSON object"),
  RECORDS("there is no member 'Records'"),
  NEITHER_RECORDS_NOR_EVENT("there is no member 'Records', and the object is no event"),
  ARRAY("'Records' is an array"),
  SEPARATOR("a comma or ']' is missing"),
  EVENT("an event is a JSON object"),
  EVENT_INSIDE("there is no event in the object"),
  TEXT("the text is no event"),
  ONE_DOCUMENT("something follows the end of the JSON object");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  /** The rule, or what is the matter, without a full stop. */
  @Override
  public String toString() {
    return text;
  }
}
