package io.snowwatch.local;

import io.snowwatch.answers.AnswerView;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.Column;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.ResourceKind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What questions take from landed records: what has a name that stands in them, or in a view that
 * they ask. A name that means something else is kept in vain, which costs memory and no answer.
 */
final class Wanted {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What every view of resources or events is made with. */
  private static final Set<String> ALWAYS =
      Set.of("ACCOUNT_ID", "REGION_NAME", "MONITORED_TIME", "RUN_ID", "LOAD_TIME");

  private final Set<String> words = new HashSet<>();

  /**
   * What questions want.
   *
   * @param questions queries whose result names each of its columns
   * @param views the views that they may ask
   */
  Wanted(Collection<String> questions, List<AnswerView> views, Catalog catalog) {
    questions.forEach(this::add);
    // They list every column that a record has, whoever asks.
    Set<String> lists =
        catalog.datasets().stream().map(Dataset::entity).collect(Collectors.toSet());
    lists.add("ACTIVITY");
    Set<String> followed = new HashSet<>();
    boolean more = true;
    while (more) {
      more = false;
      for (AnswerView view : views) {
        if (words.contains(view.name())
            && !lists.contains(view.name())
            && followed.add(view.name())) {
          add(view.query());
          more = true;
        }
      }
    }
  }

  private void add(String sql) {
    Matcher word = WORD.matcher(sql);
    while (word.find()) {
      words.add(word.group().toUpperCase(Locale.ROOT));
    }
  }

  /** Whether a view is asked. */
  boolean view(String name) {
    return words.contains(name);
  }

  boolean part(Part part) {
    return view(part.view().name());
  }

  boolean column(Dataset dataset, Column column) {
    return ALWAYS.contains(column.name())
        || words.contains(column.name())
        || dataset.kinds().stream().anyMatch(kind -> names(kind, column))
        || dataset.identityColumn().filter(id -> identifies(id, column)).isPresent();
  }

  /** Events are told apart by their ids and times. */
  private static boolean identifies(String identity, Column column) {
    return identity.equals(column.name()) || column.type() == LogicalType.TIMESTAMP;
  }

  private static boolean names(ResourceKind kind, Column column) {
    return kind.key().equals(column.name()) || kind.arn().contains("${" + column.name() + "}");
  }
}
