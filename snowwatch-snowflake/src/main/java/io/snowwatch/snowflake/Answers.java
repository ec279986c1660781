package io.snowwatch.snowflake;

import io.snowwatch.answers.AnswerView;
import io.snowwatch.answers.AnswerViews;
import io.snowwatch.answers.CheckViews;
import io.snowwatch.answers.Dialect;
import io.snowwatch.answers.DocumentScripts;
import io.snowwatch.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people read, in the schema for analysts: what is, what was, what changed, what is wrong, and
 * what nobody has looked at.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-view">CREATE VIEW: names
 *     without a schema are those of the view's schema</a>
 */
public final class Answers implements Extension {

  private final Catalog catalog;
  private final Optional<History> history;

  private Answers(Catalog catalog, Optional<History> history) {
    this.catalog = catalog;
    this.history = history;
  }

  /**
   * The answers of a catalog.
   *
   * @param catalog the sources that the plan has
   * @return what adds them to a plan
   */
  public static Answers of(Catalog catalog) {
    return new Answers(catalog, Optional.empty());
  }

  /**
   * What settings want above the landing tables.
   *
   * @param catalog the sources that the plan has
   * @param settings which say it
   * @return what adds it to a plan
   */
  public static List<Extension> of(Catalog catalog, SnowflakeSettings settings) {
    return switch (settings.analysis()) {
      case NONE -> List.of();
      case VIEWS -> List.of(of(catalog));
      case TASKS -> {
        History history = History.of(catalog, settings);
        yield List.of(history, new Answers(catalog, Optional.of(history)));
      }
    };
  }

  @Override
  public List<WantedObject> objects(ObjectNames names) {
    AnswerViews views = views(names);
    List<WantedObject> objects = new ArrayList<>();
    objects.add(exceptions(names));
    objects.add(requiredTags(names));
    objects.add(
        script(
            names,
            Dialect.CANONICAL,
            "DOCUMENT VARIANT, LEFT_OUT STRING, UNORDERED STRING",
            "STRING",
            DocumentScripts.canonical(),
            "A text that is the same for documents that say the same."));
    objects.add(
        script(
            names,
            Dialect.CHANGED_PATHS,
            "BEFORE VARIANT, AFTER VARIANT, LEFT_OUT STRING, UNORDERED STRING",
            "ARRAY",
            DocumentScripts.changedPaths(),
            "The paths of what differs between two documents."));
    Stream.concat(views.all().stream(), CheckViews.of(Dialect.SNOWFLAKE).all().stream())
        .map(view -> view(names, view))
        .forEach(objects::add);
    views
        .asOf()
        .forEach(
            (name, query) ->
                objects.add(
                    new WantedFunction(
                        names.inBi(name),
                        "AT_TIME TIMESTAMP_TZ",
                        AnswerViews.asOfColumns(),
                        "SQL",
                        query.replaceAll(
                            "FROM ([A-Z0-9_]+_HISTORY) AS H",
                            "FROM " + names.biSchema() + ".$1 AS H"),
                        "What there was at a time.",
                        names.ownerRole())));
    return List.copyOf(objects);
  }

  private AnswerViews views(ObjectNames names) {
    AnswerViews views =
        AnswerViews.of(catalog, Dialect.SNOWFLAKE, dataset -> names.table(dataset).sql());
    return history.map(kept -> views.keeping(kept.tables(names))).orElse(views);
  }

  private static WantedView view(ObjectNames names, AnswerView view) {
    return new WantedView(
        names.inBi(view.name()),
        view.columns().stream()
            .map(
                column ->
                    new WantedColumn(
                        new Identifier(column.name()), "", Optional.of(column.description())))
            .toList(),
        view.query(),
        // fakesnow cannot take a quote in a view's comment.
        view.title().replace('\'', '’') + ".",
        names.ownerRole());
  }

  private static WantedFunction script(
      ObjectNames names,
      String name,
      String arguments,
      String returns,
      String body,
      String purpose) {
    return new WantedFunction(
        names.inBi(name), arguments, returns, "JAVASCRIPT", body, purpose, names.ownerRole());
  }

  private static WantedTable exceptions(ObjectNames names) {
    return new WantedTable(
        names.inBi("CHECK_EXCEPTIONS"),
        List.of(
            column("CHECK_ID", "STRING", "The check; NULL: every one."),
            column("ACCOUNT_ID", "STRING", "The AWS account; NULL: every one."),
            column("REGION_NAME", "STRING", "The Region; NULL: every one."),
            column(
                "RESOURCE_PATTERN", "STRING", "What the id or ARN is LIKE; NULL: every resource."),
            column("TAG_KEY", "STRING", "A tag that the resource has; NULL: whatever it has."),
            column("TAG_VALUE", "STRING", "The tag's value; NULL: any."),
            column("REASON", "STRING", "Why failures are muted."),
            column("UNTIL_TIME", "TIMESTAMP_TZ", "When that ends; NULL: never.")),
        "Failures of checks that are muted.",
        names.ownerRole());
  }

  private static WantedTable requiredTags(ObjectNames names) {
    return new WantedTable(
        names.inBi("REQUIRED_TAGS"),
        List.of(
            column("TAG_KEY", "STRING", "A tag that has to be there."),
            column("RESOURCE_TYPE", "STRING", "The type of resources; NULL: all that have tags."),
            column("ACCOUNT_ID", "STRING", "The AWS account; NULL: every one.")),
        "Tags that check EC15 looks for.",
        names.ownerRole());
  }

  private static WantedColumn column(String name, String type, String comment) {
    return new WantedColumn(new Identifier(name), type, Optional.of(comment));
  }
}
