package io.snowwatch.serverless;

import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Source;
import java.util.List;
import java.util.stream.Collectors;

/** The table of documentation that says what each function may do. */
public final class PermissionsTable {

  private PermissionsTable() {}

  /**
   * Renders the table.
   *
   * @param catalog every source of the deployment
   * @return Markdown, a row per function
   */
  public static String markdown(Catalog catalog) {
    StringBuilder table = new StringBuilder("| function | may | on |\n|---|---|---|\n");
    for (Source source : catalog.sources()) {
      source
          .function()
          .ifPresent(
              function -> {
                String first = "`" + function + "`";
                for (FunctionPolicy.Statement statement :
                    FunctionPolicy.of(catalog, source).statements()) {
                  table.append(
                      "| %s | %s | %s |\n"
                          .formatted(first, code(statement.actions()), on(statement)));
                  first = "";
                }
              });
    }
    return table.toString();
  }

  private static String code(List<String> actions) {
    return actions.stream().map(action -> "`" + action + "`").collect(Collectors.joining(", "));
  }

  private static String on(FunctionPolicy.Statement statement) {
    return statement.prefixes().isEmpty()
        ? statement.resources().stream()
            .map(PermissionsTable::readable)
            .collect(Collectors.joining(", "))
        : "names below "
            + statement.prefixes().stream()
                .map(prefix -> "`" + prefix + "`")
                .collect(Collectors.joining(", "));
  }

  private static String readable(String resource) {
    String objects = Names.bucketArn() + "/";
    if (resource.startsWith(objects)) {
      return "`" + resource.substring(objects.length()) + "`";
    }
    if (resource.equals(Names.logFilesArn())) {
      return "the queue of log files";
    }
    if (resource.equals(Names.failedInvocationsArn())) {
      return "the queue of failed invocations";
    }
    return resource.contains(":log-group:") ? "its log group" : "`" + resource + "`";
  }
}
