package io.snowwatch.snowflake.aws;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which the stack is deployed, {@code snowwatch-serverless/settings.yml}: one
 * {@code name: value} a line, every value a text.
 *
 * <p>Completing it changes the lines of the settings that it is given and no other: comments, order
 * and line ends stay. Not safe for use by several threads or processes at once.
 */
public final class StackSettingsFile {

  /** The setting that names the bucket. */
  public static final String BUCKET = "bucket";

  /** The setting for the queue in the {@code notification_channel} of Snowflake's pipes. */
  public static final String SNOWPIPE_QUEUE = "snowpipeQueue";

  /** The setting that names the role with which Snowflake reads the bucket. */
  public static final String SNOWFLAKE_ROLE = "snowflakeRole";

  /** The setting for the principal as which Snowflake takes on the role. */
  public static final String SNOWFLAKE_PRINCIPAL = "snowflakePrincipal";

  /** The setting for the external id that the role asks for. */
  public static final String SNOWFLAKE_EXTERNAL_ID = "snowflakeExternalId";

  /** The file beside it with every setting, each in a comment. */
  public static final String TEMPLATE = "settings.template.yml";

  // The same grammar as settings/file.js reads: whatever it accepts, YAML reads as the same text.
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>[A-Za-z][A-Za-z0-9]*):(?:[ \\t]+"
              + "(?<value>'(?:[^']|'')*'|\"[^\"\\\\]*\"|[^\\s'\"#\\[\\]{}>|*&!%@`,?:-](?:(?!:(?:\\s|$)|\\s#).)*?))?"
              + "(?<rest>[ \\t]*|[ \\t]+#.*)");
  private static final Pattern IGNORED = Pattern.compile("[ \\t]*(#.*)?|---[ \\t]*");
  private static final Pattern SUGGESTED = Pattern.compile("#[ \\t]?([A-Za-z][A-Za-z0-9]*):.*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9(): /_.$=+@{},-]*");
  private static final List<String> YAML_WORDS =
      List.of("null", "yes", "no", "on", "off", "y", "n", "true", "false");

  private final Path file;
  private final List<String> lines;
  private final String lineEnd;

  private StackSettingsFile(Path file, List<String> lines, String lineEnd) {
    this.file = file;
    this.lines = lines;
    this.lineEnd = lineEnd;
  }

  /**
   * Reads the file. One that is not there yet begins as a copy of the template beside it.
   *
   * @param file usually {@code snowwatch-serverless/settings.yml}
   * @return what it says
   * @throws ConfigurationException with every line that is no setting
   * @throws UncheckedIOException if it cannot be read
   */
  public static StackSettingsFile read(Path file) {
    try {
      String content = content(file);
      StackSettingsFile settings =
          new StackSettingsFile(
              file,
              new ArrayList<>(content.lines().toList()),
              content.contains("\r\n") ? "\r\n" : "\n");
      settings.values();
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      Path template = file.resolveSibling(TEMPLATE);
      return Files.exists(template) ? Files.readString(template) : "";
    }
  }

  /**
   * The settings that the file gives.
   *
   * @return names and values, in the file's order
   * @throws ConfigurationException with every line that is no setting
   */
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (IGNORED.matcher(line).matches()) {
        continue;
      }
      Matcher setting = LINE.matcher(line);
      if (!setting.matches()) {
        problems.add(
            "%s line %d is no setting: write 'name: value', beginning at the first column, and a value with special characters in single quotes."
                .formatted(file, i + 1));
      } else if (values.put(setting.group("name"), unquoted(setting.group("value"))) != null) {
        problems.add(
            "%s line %d gives %s a second time: leave one of the lines."
                .formatted(file, i + 1, setting.group("name")));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return Collections.unmodifiableMap(values);
  }

  private static String unquoted(@Nullable String value) {
    if (value == null) {
      return "";
    }
    if (value.startsWith("'")) {
      return value.substring(1, value.length() - 1).replace("''", "'");
    }
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  /**
   * Gives settings their values, and writes the file if that changes it. A setting that only a
   * comment of the template mentions takes that line's place; any other comes at the end.
   *
   * @param settings names and values; what the file says of others stays
   * @return the settings that were changed or added, by name; none if the file was not written
   * @throws IllegalArgumentException if a value has a line break
   * @throws UncheckedIOException if it cannot be written; it is then as it was
   */
  public Map<String, String> complete(Map<String, String> settings) {
    Map<String, String> changes = changes(settings);
    if (!changes.isEmpty()) {
      changes.forEach(this::set);
      write();
    }
    return changes;
  }

  /**
   * What {@link #complete} would change. Nothing is written.
   *
   * @param settings names and values
   * @return the settings that would be changed or added, by name
   * @throws IllegalArgumentException if a value has a line break
   */
  public Map<String, String> changes(Map<String, String> settings) {
    Map<String, String> present = values();
    Map<String, String> changes = new TreeMap<>();
    settings.forEach(
        (name, value) -> {
          if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                "The setting " + name + " has a control character: it must be one line.");
          }
          if (!value.equals(present.get(name))) {
            changes.put(name, value);
          }
        });
    return Collections.unmodifiableMap(changes);
  }

  private void set(String name, String value) {
    int suggested = -1;
    for (int i = 0; i < lines.size(); i++) {
      Matcher setting = LINE.matcher(lines.get(i));
      if (setting.matches() && setting.group("name").equals(name)) {
        lines.set(i, name + ": " + quoted(value) + setting.group("rest"));
        return;
      }
      Matcher comment = SUGGESTED.matcher(lines.get(i));
      if (comment.matches() && comment.group(1).equals(name)) {
        suggested = i;
      }
    }
    String line = name + ": " + quoted(value);
    if (suggested >= 0) {
      lines.set(suggested, line);
    } else {
      lines.add(line);
    }
  }

  private static String quoted(String value) {
    boolean plain =
        PLAIN.matcher(value).matches()
            && !value.contains(": ")
            && !value.endsWith(":")
            && !value.endsWith(" ")
            && YAML_WORDS.stream().noneMatch(value::equalsIgnoreCase);
    return plain ? value : "'" + value.replace("'", "''") + "'";
  }

  /** An interrupted write leaves the file as it was. */
  private void write() {
    @Nullable Path folder = file.toAbsolutePath().getParent();
    try {
      Path whole = Files.createTempFile(folder, "settings", ".tmp");
      try {
        Files.writeString(whole, String.join(lineEnd, lines) + lineEnd);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
