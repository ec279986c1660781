package io.snowwatch.examples.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text under headings.
 *
 * @param headings what the columns are called
 * @param rows the values, as many in each row as there are headings
 */
record Table(List<String> headings, List<List<String>> rows) {

  private static final int WIDTH = 80;
  private static final int INDENT = 2;
  private static final int GAP = 2;
  private static final String CUT = "...";
  private static final int LEAST = 8;

  /**
   * @throws IllegalArgumentException if a row has another length
   */
  Table {
    headings = List.copyOf(headings);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != headings.size()) {
        throw new IllegalArgumentException(
            "Row %s has %d values, not %d.".formatted(row, row.size(), headings.size()));
      }
    }
  }

  /** The table's lines, none longer than 80 characters; numbers stand to the right. */
  List<String> lines() {
    List<Integer> widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    lines.add(line(widths.stream().map("-"::repeat).toList(), widths));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private List<Integer> widths() {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < headings.size(); column++) {
      int width = headings.get(column).length();
      for (List<String> row : rows) {
        width = Math.max(width, row.get(column).length());
      }
      widths.add(width);
    }
    int most = WIDTH - INDENT - GAP * (headings.size() - 1);
    while (widths.stream().mapToInt(Integer::intValue).sum() > most) {
      int widest = 0;
      for (int column = 1; column < widths.size(); column++) {
        if (widths.get(column) > widths.get(widest)) {
          widest = column;
        }
      }
      if (widths.get(widest) <= LEAST) {
        break;
      }
      widths.set(widest, widths.get(widest) - 1);
    }
    return widths;
  }

  private String line(List<String> values, List<Integer> widths) {
    StringBuilder line = new StringBuilder(" ".repeat(INDENT));
    for (int column = 0; column < values.size(); column++) {
      int width = widths.get(column);
      String value = values.get(column);
      if (value.length() > width) {
        value = value.substring(0, width - CUT.length()) + CUT;
      }
      String space = " ".repeat(width - value.length());
      line.append(isNumeric(column) ? space + value : value + space);
      line.append(" ".repeat(GAP));
    }
    return line.toString().stripTrailing();
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("[0-9,]+"));
  }
}
