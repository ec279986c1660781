package io.snowwatch.answers;

import io.snowwatch.answers.AnswerView.Column;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.catalog.ColumnValue;
import io.snowwatch.catalog.Dataset;
import io.snowwatch.catalog.JsonPath;
import io.snowwatch.catalog.LogicalType;
import io.snowwatch.catalog.Part;
import io.snowwatch.catalog.PartValue;
import io.snowwatch.catalog.PartView;
import io.snowwatch.catalog.ResourceKind;
import io.snowwatch.catalog.Source;
import io.snowwatch.catalog.Trigger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The views that people read, rendered from the catalog.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class AnswerViews {

  /**
   * Each leads to more permissions: those of IAM by themselves, the others with a role passed on.
   */
  private static final List<String> POWERS =
      List.of(
          "iam:CreatePolicyVersion",
          "iam:SetDefaultPolicyVersion",
          "iam:AttachUserPolicy",
          "iam:AttachGroupPolicy",
          "iam:AttachRolePolicy",
          "iam:PutUserPolicy",
          "iam:PutGroupPolicy",
          "iam:PutRolePolicy",
          "iam:AddUserToGroup",
          "iam:UpdateAssumeRolePolicy",
          "iam:CreateAccessKey",
          "iam:CreateLoginProfile",
          "iam:UpdateLoginProfile",
          "iam:PassRole",
          "ec2:RunInstances",
          "lambda:CreateFunction",
          "glue:CreateDevEndpoint",
          "cloudformation:CreateStack",
          "ecs:RunTask",
          "datapipeline:CreatePipeline",
          "sagemaker:CreateNotebookInstance",
          "codebuild:CreateProject");

  /** The Region of a scope that has none. */
  private static final String GLOBAL = "global";

  private static final List<Column> RESOURCE_COLUMNS =
      List.of(
          new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
          new Column(
              "RESOURCE_ID", "What tells it from the others of its type, account and Region."),
          new Column("RESOURCE_ARN", "Its ARN."),
          new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
          new Column("REGION_NAME", "The Region; global for a service without Regions."),
          new Column("MONITORED_TIME", "When the run began that saw it so: the row's age."),
          new Column("RUN_ID", "That run."));

  private final Catalog catalog;
  private final Dialect dialect;
  private final Function<Dataset, String> landing;
  private final Optional<KeptHistory> kept;

  private AnswerViews(
      Catalog catalog,
      Dialect dialect,
      Function<Dataset, String> landing,
      Optional<KeptHistory> kept) {
    this.catalog = catalog;
    this.dialect = dialect;
    this.landing = landing;
    this.kept = kept;
  }

  /**
   * The views of a catalog.
   *
   * @param catalog the sources
   * @param dialect the database that the views are for
   * @param landing the landing table of a dataset, as SQL
   * @return the views
   */
  public static AnswerViews of(
      Catalog catalog, Dialect dialect, Function<Dataset, String> landing) {
    return new AnswerViews(catalog, dialect, landing, Optional.empty());
  }

  /**
   * The same views over a history that is kept in tables instead of computed from all that landed.
   *
   * @param history the tables; {@link HistoryMerge} fills them
   * @return the views
   */
  public AnswerViews keeping(KeptHistory history) {
    return new AnswerViews(catalog, dialect, landing, Optional.of(history));
  }

  /**
   * Every view.
   *
   * @return the views; each uses only those before it
   */
  public List<AnswerView> all() {
    List<AnswerView> views = new ArrayList<>();
    views.add(scopeRuns());
    views.add(scopes());
    views.add(expectedScopes());
    views.add(objectsNotLoaded());
    snapshots().forEach(dataset -> views.add(current(dataset)));
    catalog.partViews().forEach(part -> views.add(part(part)));
    views.add(principals());
    views.add(attachments());
    views.add(effectiveStatements());
    views.add(unreadPolicies());
    views.add(holders());
    views.add(heldStatements());
    views.add(powers());
    catalog.datasets().stream()
        .filter(dataset -> dataset.identityColumn().isPresent())
        .forEach(dataset -> views.add(events(dataset)));
    views.add(activity());
    views.add(activityAccounts());
    snapshots().forEach(dataset -> views.add(history(dataset)));
    snapshots().forEach(dataset -> views.add(changes(dataset)));
    views.add(resourceSince());
    views.add(allChanges());
    views.add(changedBy());
    return List.copyOf(views);
  }

  /** The datasets with a snapshot of resources in each run. */
  List<Dataset> snapshots() {
    return catalog.datasets().stream().filter(dataset -> !dataset.kinds().isEmpty()).toList();
  }

  String landingOf(Dataset dataset) {
    return landing.apply(dataset);
  }

  private Dataset runs() {
    return catalog.sources().stream()
        .filter(source -> source.trigger() == Trigger.EVERY_RUN)
        .map(Source::datasets)
        .flatMap(List::stream)
        .findFirst()
        .orElseThrow();
  }

  /** Every landed row once: elsewhere than in a pipe's table it is there once already. */
  private String once(String condition) {
    return dialect.landsTwice()
        ? condition
            + "\n  QUALIFY ROW_NUMBER() OVER (PARTITION BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER"
            + " ORDER BY L.LOAD_TIME) = 1"
        : condition;
  }

  /** A run of RUNS that history has seen. */
  static final String SAME_RUN =
      "K.DATASET_NAME = R.DATASET_NAME AND K.ACCOUNT_ID = R.ACCOUNT_ID"
          + " AND K.REGION_NAME = R.REGION_NAME AND K.RUN_ID = R.RUN_ID";

  /** Only rows of runs that history has not taken are counted; the time is what prunes. */
  private static String openRuns(Dataset dataset) {
    return "\n  JOIN OPEN_RUNS AS R ON R.DATASET_NAME = '%s' AND R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = %s"
        .formatted(dataset.name(), region(dataset));
  }

  private AnswerView scopeRuns() {
    String count =
        dialect.landsTwice()
            ? "COUNT(DISTINCT L.SOURCE_FILE || '#' || L.SOURCE_FILE_ROW_NUMBER)"
            : "COUNT(*)";
    String landed =
        snapshots().stream()
            .map(
                dataset ->
                    "  SELECT '%s' AS DATASET_NAME, L.ACCOUNT_ID, %s AS REGION_NAME, L.RUN_ID, %s AS LANDED_ROWS\n  FROM %s AS L%s\n  WHERE L.RUN_ID IS NOT NULL\n  GROUP BY 1, 2, 3, 4"
                        .formatted(
                            dataset.name(),
                            region(dataset),
                            count,
                            landing.apply(dataset),
                            kept.map(k -> openRuns(dataset)).orElse("")))
            .collect(Collectors.joining("\n  UNION ALL\n"));
    List<Column> columns =
        List.of(
            new Column("DATASET_NAME", "The dataset."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; global for a service without Regions."),
            new Column("RUN_ID", "The run."),
            new Column("MONITORED_TIME", "When the run began."),
            new Column("OUTCOME", "SUCCEEDED, FAILED or SKIPPED."),
            new Column("REASON", "Why it was skipped, or the class of the failure."),
            new Column("ERROR_CODE", "AWS's code of the failure."),
            new Column("ERROR_MESSAGE", "AWS's words about the failure."),
            new Column("RECORD_COUNT", "How many records the run wrote."),
            new Column("LANDED_ROWS", "How many of them have landed."),
            new Column(
                "INCOMPLETE_COUNT",
                "How many of them lack a member whose own call failed: what they lack is not known."),
            new Column("COMPLETE", "Whether it succeeded and everything has landed."));
    return new AnswerView(
        "SCOPE_RUNS",
        "What each run did about each dataset, account and Region, and whether it has landed",
        columns,
        """
        WITH RUNS AS (
          SELECT R.*
          FROM %s AS R
          QUALIFY ROW_NUMBER() OVER (
            PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID
            ORDER BY CASE WHEN R.OUTCOME = 'SUCCEEDED' THEN 0 ELSE 1 END, R.SOURCE_FILE, R.SOURCE_FILE_ROW_NUMBER
          ) = 1
        )%s, LANDED AS (
        %s
        )
        SELECT
          R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME, R.OUTCOME, R.REASON,
          R.ERROR_CODE, R.ERROR_MESSAGE, R.RECORD_COUNT, COALESCE(N.LANDED_ROWS, %s) AS LANDED_ROWS,
          COALESCE(R.INCOMPLETE_COUNT, 0) AS INCOMPLETE_COUNT,
          %s AS COMPLETE
        FROM RUNS AS R
        LEFT JOIN LANDED AS N
          ON N.DATASET_NAME = R.DATASET_NAME
          AND N.ACCOUNT_ID = R.ACCOUNT_ID
          AND N.REGION_NAME = R.REGION_NAME
          AND N.RUN_ID = R.RUN_ID%s"""
            .formatted(
                landing.apply(runs()),
                kept.map(
                        k ->
                            """
                            , OPEN_RUNS AS (
                              SELECT R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME
                              FROM RUNS AS R
                              LEFT JOIN %s AS K
                                ON %s
                              WHERE K.RUN_ID IS NULL
                            )"""
                                .formatted(k.runs(), SAME_RUN))
                    .orElse(""),
                landed,
                kept.map(k -> "K.RECORD_COUNT, 0").orElse("0"),
                // What history has taken was complete, whatever has been purged since.
                kept.map(k -> "COALESCE(K.TAKEN, FALSE) OR ").orElse("")
                    + "R.OUTCOME = 'SUCCEEDED' AND COALESCE(N.LANDED_ROWS, 0) = R.RECORD_COUNT",
                kept.map(k -> "\nLEFT JOIN %s AS K\n  ON %s".formatted(k.runs(), SAME_RUN))
                    .orElse("")));
  }

  private AnswerView scopes() {
    return new AnswerView(
        "SCOPES",
        "What is known of each dataset, account and Region, and how old it is",
        List.of(
            new Column("DATASET_NAME", "The dataset."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; global for a service without Regions."),
            new Column("LAST_ATTEMPT", "When the last run began."),
            new Column("LAST_OUTCOME", "How it went: SUCCEEDED, FAILED or SKIPPED."),
            new Column("LAST_REASON", "Why it was skipped, or the class of the failure."),
            new Column("LAST_ERROR", "AWS's code and words of the last run's failure."),
            new Column("LAST_SUCCEEDED", "When the last run began that succeeded."),
            new Column("LAST_COMPLETE", "When the last run began that has landed completely."),
            new Column("COMPLETE_RUN_ID", "That run: what is current comes from it."),
            new Column("RECORD_COUNT", "How many records it has."),
            new Column("INCOMPLETE_COUNT", "How many of them lack a member whose own call failed."),
            new Column("AGE_SECONDS", "How long ago it began.")),
        """
        WITH LAST_RUNS AS (
          SELECT R.*
          FROM SCOPE_RUNS AS R
          QUALIFY ROW_NUMBER() OVER (
            PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME DESC, R.RUN_ID DESC
          ) = 1
        ), COMPLETE_RUNS AS (
          SELECT R.*
          FROM SCOPE_RUNS AS R
          WHERE R.COMPLETE
          QUALIFY ROW_NUMBER() OVER (
            PARTITION BY R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME DESC, R.RUN_ID DESC
          ) = 1
        ), SUCCEEDED AS (
          SELECT R.DATASET_NAME, R.ACCOUNT_ID, R.REGION_NAME, MAX(R.MONITORED_TIME) AS LAST_SUCCEEDED
          FROM SCOPE_RUNS AS R
          WHERE R.OUTCOME = 'SUCCEEDED'
          GROUP BY 1, 2, 3
        )
        SELECT
          L.DATASET_NAME, L.ACCOUNT_ID, L.REGION_NAME, L.MONITORED_TIME AS LAST_ATTEMPT,
          L.OUTCOME AS LAST_OUTCOME, L.REASON AS LAST_REASON,
          L.ERROR_CODE || ': ' || L.ERROR_MESSAGE AS LAST_ERROR,
          S.LAST_SUCCEEDED, C.MONITORED_TIME AS LAST_COMPLETE, C.RUN_ID AS COMPLETE_RUN_ID, C.RECORD_COUNT,
          C.INCOMPLETE_COUNT,
          DATEDIFF('second', C.MONITORED_TIME, CURRENT_TIMESTAMP) AS AGE_SECONDS
        FROM LAST_RUNS AS L
        LEFT JOIN COMPLETE_RUNS AS C
          ON C.DATASET_NAME = L.DATASET_NAME AND C.ACCOUNT_ID = L.ACCOUNT_ID AND C.REGION_NAME = L.REGION_NAME
        LEFT JOIN SUCCEEDED AS S
          ON S.DATASET_NAME = L.DATASET_NAME AND S.ACCOUNT_ID = L.ACCOUNT_ID AND S.REGION_NAME = L.REGION_NAME""");
  }

  /** What somebody would have to look at to know everything of the accounts that are known. */
  private AnswerView expectedScopes() {
    String datasets =
        catalog.sources().stream()
            .filter(source -> source.trigger() == Trigger.SCHEDULE)
            .flatMap(
                source ->
                    source.datasets().stream()
                        .map(
                            dataset ->
                                "  SELECT '%s' AS DATASET_NAME, '%s' AS COVERAGE"
                                    .formatted(dataset.name(), source.coverage().name())))
            .collect(Collectors.joining("\n  UNION ALL\n"));
    return new AnswerView(
        "EXPECTED_SCOPES",
        "Each dataset, account and Region that somebody should have looked at, and what is known",
        List.of(
            new Column("DATASET_NAME", "The dataset."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; NULL where no Region of the account is known."),
            new Column("LAST_COMPLETE", "When the last complete run began; NULL: nobody looked."),
            new Column("COMPLETE_RUN_ID", "That run."),
            new Column("REASON", "Why there is no complete run.")),
        """
        WITH DATASETS AS (
        %s
        ), ACCOUNTS AS (
          SELECT DISTINCT S.ACCOUNT_ID FROM SCOPES AS S
        ), REGIONS AS (
          SELECT DISTINCT S.ACCOUNT_ID, S.REGION_NAME, 'REGIONAL' AS COVERAGE
          FROM SCOPES AS S
          WHERE S.REGION_NAME <> 'global' AND COALESCE(S.LAST_REASON, '') <> 'NOT_OPTED_IN'
          UNION ALL
          SELECT A.ACCOUNT_ID, 'global', 'GLOBAL' FROM ACCOUNTS AS A
        ), WANTED AS (
          SELECT D.DATASET_NAME, A.ACCOUNT_ID, R.REGION_NAME
          FROM DATASETS AS D
          CROSS JOIN ACCOUNTS AS A
          LEFT JOIN REGIONS AS R ON R.ACCOUNT_ID = A.ACCOUNT_ID AND R.COVERAGE = D.COVERAGE
        )
        SELECT
          W.DATASET_NAME, W.ACCOUNT_ID, W.REGION_NAME, S.LAST_COMPLETE, S.COMPLETE_RUN_ID,
          CASE
            WHEN S.LAST_COMPLETE IS NOT NULL THEN NULL
            WHEN S.LAST_OUTCOME = 'SUCCEEDED' THEN 'What the last run wrote has not landed completely.'
            WHEN S.LAST_OUTCOME = 'FAILED' THEN 'The last run failed: ' || COALESCE(S.LAST_ERROR, S.LAST_REASON, 'no reason is known')
            WHEN S.LAST_OUTCOME = 'SKIPPED' THEN 'The last run left it out: ' || COALESCE(S.LAST_REASON, 'no reason is known')
            ELSE 'No run has looked at it.'
          END AS REASON
        FROM WANTED AS W
        LEFT JOIN SCOPES AS S
          ON S.DATASET_NAME = W.DATASET_NAME AND S.ACCOUNT_ID = W.ACCOUNT_ID AND S.REGION_NAME = W.REGION_NAME"""
            .formatted(datasets));
  }

  private AnswerView objectsNotLoaded() {
    String files =
        snapshots().stream()
            .map(d -> "  SELECT DISTINCT SOURCE_FILE FROM " + landing.apply(d))
            .collect(Collectors.joining("\n  UNION ALL\n"));
    return new AnswerView(
        "OBJECTS_NOT_LOADED",
        "Objects that a run wrote and that no row came from",
        List.of(
            new Column("DATASET_NAME", "The dataset."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; global for a service without Regions."),
            new Column("RUN_ID", "The run that wrote it."),
            new Column("MONITORED_TIME", "When the run began."),
            new Column("OBJECT_KEY", "The object's key.")),
        """
        WITH FILES AS (
        %s
        ), WRITTEN AS (
          SELECT DISTINCT E.DATASET_NAME, E.ACCOUNT_ID, E.REGION_NAME, E.RUN_ID, E.MONITORED_TIME, %s AS OBJECT_KEY
          FROM %s
          WHERE E.OUTCOME = 'SUCCEEDED' AND E.RECORD_COUNT > 0
        )
        SELECT W.DATASET_NAME, W.ACCOUNT_ID, W.REGION_NAME, W.RUN_ID, W.MONITORED_TIME, W.OBJECT_KEY
        FROM WRITTEN AS W
        LEFT JOIN FILES AS F ON F.SOURCE_FILE = W.OBJECT_KEY%s
        WHERE F.SOURCE_FILE IS NULL%s"""
            .formatted(
                files,
                dialect.text(dialect.element("OBJECT")),
                dialect.each(
                    landing.apply(runs()) + " AS E", dialect.elements("E.OBJECT_KEYS"), "OBJECT"),
                kept.map(
                        k ->
                            "\nLEFT JOIN %s AS K ON %s"
                                .formatted(k.runs(), SAME_RUN.replace("R.", "W.")))
                    .orElse(""),
                kept.map(k -> " AND K.RUN_ID IS NULL").orElse("")));
  }

  private static boolean hasRegion(Dataset dataset) {
    return dataset.recordColumns().stream().anyMatch(c -> c.name().equals("REGION_NAME"));
  }

  static String region(Dataset dataset) {
    return hasRegion(dataset) ? "L.REGION_NAME" : "'" + GLOBAL + "'";
  }

  /** A column of the record, in terms of a landed row. */
  private String value(io.snowwatch.catalog.Column column, Dataset dataset) {
    if (dialect.landsViewColumns() || !dataset.viewColumns().contains(column)) {
      return "L." + column.name();
    }
    return expression(column, "L." + dataset.documentColumn());
  }

  /**
   * The expression that takes a column's value from a document.
   *
   * @param column one of a dataset's columns with a value from the record
   * @param document an expression for the document
   * @return the expression
   */
  public String expression(io.snowwatch.catalog.Column column, String document) {
    ColumnValue value = column.value();
    if (value instanceof ColumnValue.Member member) {
      if (column.type() == LogicalType.VARIANT) {
        return dialect.first(
            member.alternatives().stream().map(p -> dialect.member(document, p)).toList());
      }
      return dialect.convert(
          dialect.first(
              member.alternatives().stream().map(p -> dialect.text(document, p)).toList()),
          column.type());
    }
    if (value instanceof ColumnValue.Count count) {
      return dialect.first(
          count.alternatives().stream()
              .map(p -> dialect.size(dialect.member(document, p)))
              .toList());
    }
    if (value instanceof ColumnValue.NotEmpty notEmpty) {
      return dialect.size(dialect.member(document, notEmpty.array())) + " > 0";
    }
    if (value instanceof ColumnValue.Document) {
      return document;
    }
    throw new IllegalArgumentException(
        "Column " + column.name() + " has no value from the record: " + value + ".");
  }

  private String resourceType(Dataset dataset) {
    return choose(dataset, kind -> "'" + kind.type() + "'");
  }

  private String resourceId(Dataset dataset) {
    return dialect.first(dataset.kinds().stream().map(k -> column(dataset, k.key())).toList());
  }

  private String resourceArn(Dataset dataset) {
    return choose(dataset, kind -> arn(dataset, kind));
  }

  private String choose(Dataset dataset, Function<ResourceKind, String> of) {
    return dataset.kinds().stream()
        .map(k -> "WHEN %s IS NOT NULL THEN %s".formatted(column(dataset, k.key()), of.apply(k)))
        .collect(Collectors.joining(" ", "CASE ", " END"));
  }

  private String column(Dataset dataset, String name) {
    return dataset.recordColumns().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .map(c -> value(c, dataset))
        .orElseThrow();
  }

  private String arn(Dataset dataset, ResourceKind kind) {
    List<String> parts = new ArrayList<>();
    for (String piece : kind.arn().split("(?=\\$\\{)|(?<=})", -1)) {
      if (piece.startsWith("${")) {
        String name = piece.substring(2, piece.length() - 1);
        parts.add(
            name.equals(ResourceKind.PARTITION)
                ? "CASE WHEN %1$s LIKE 'cn-%%' THEN 'aws-cn' WHEN %1$s LIKE 'us-gov-%%' THEN 'aws-us-gov' WHEN %1$s LIKE 'us-iso-%%' THEN 'aws-iso' WHEN %1$s LIKE 'us-isob-%%' THEN 'aws-iso-b' WHEN %1$s LIKE 'eu-isoe-%%' THEN 'aws-iso-e' WHEN %1$s LIKE 'us-isof-%%' THEN 'aws-iso-f' WHEN %1$s LIKE 'eusc-%%' THEN 'aws-eusc' ELSE 'aws' END"
                    .formatted(region(dataset))
                : column(dataset, name));
      } else if (!piece.isEmpty()) {
        parts.add("'" + piece + "'");
      }
    }
    return String.join(" || ", parts);
  }

  /** The columns of a resource's view after those that every such view has. */
  private static List<io.snowwatch.catalog.Column> own(Dataset dataset) {
    return dataset.recordColumns().stream()
        .filter(c -> !c.name().equals("ACCOUNT_ID") && !c.name().equals("REGION_NAME"))
        .toList();
  }

  private AnswerView current(Dataset dataset) {
    List<Column> columns = new ArrayList<>(RESOURCE_COLUMNS);
    own(dataset).forEach(c -> columns.add(new Column(c.name(), c.description())));
    columns.add(new Column("RAW_DATA", "The whole record, as it landed."));
    String list =
        own(dataset).stream()
            .map(c -> ",\n  %s AS %s".formatted(value(c, dataset), c.name()))
            .collect(Collectors.joining());
    return new AnswerView(
        dataset.entity(),
        dataset.title() + ", as the last complete run of each scope saw them",
        columns,
        """
        SELECT
          %s AS RESOURCE_TYPE,
          %s AS RESOURCE_ID,
          %s AS RESOURCE_ARN,
          L.ACCOUNT_ID AS ACCOUNT_ID,
          %s AS REGION_NAME,
          L.MONITORED_TIME AS MONITORED_TIME,
          L.RUN_ID AS RUN_ID%s,
          L.%s AS RAW_DATA
        FROM %s AS L
        JOIN SCOPES AS S
          ON S.DATASET_NAME = '%s'
          AND S.ACCOUNT_ID = L.ACCOUNT_ID
          AND S.REGION_NAME = %s
          AND S.COMPLETE_RUN_ID = L.RUN_ID
          AND S.LAST_COMPLETE = L.MONITORED_TIME%s"""
            .formatted(
                resourceType(dataset),
                resourceId(dataset),
                resourceArn(dataset),
                region(dataset),
                list,
                dataset.documentColumn(),
                landing.apply(dataset),
                dataset.name(),
                region(dataset),
                once("")));
  }

  private AnswerView part(PartView view) {
    List<Column> columns = new ArrayList<>(RESOURCE_COLUMNS);
    view.columns().forEach(c -> columns.add(new Column(c.name(), c.description())));
    List<String> branches = new ArrayList<>();
    for (Dataset dataset : catalog.datasets()) {
      for (Part part : dataset.parts()) {
        if (part.view().name().equals(view.name())) {
          branches.add(branch(dataset, part));
        }
      }
    }
    return new AnswerView(
        view.name(), view.title(), columns, String.join("\nUNION ALL\n", branches));
  }

  private String branch(Dataset dataset, Part part) {
    List<String> columns = new ArrayList<>();
    RESOURCE_COLUMNS.forEach(c -> columns.add("E." + c.name()));
    for (PartView.Column column : part.view().columns()) {
      columns.add(partValue(part, column) + " AS " + column.name());
    }
    String from = dataset.entity() + " AS E";
    List<String> conditions = new ArrayList<>();
    for (Part.Step step : part.steps()) {
      from = dialect.each(from, dialect.list(step, document(step.parent())), step.level());
      if (step.kind() == Part.Kind.TEXTS) {
        conditions.add(dialect.isText(document(step.level())));
      }
    }
    part.filters()
        .forEach(
            f ->
                conditions.add(
                    dialect.text(document(f.level()), f.member()) + " = '" + f.equal() + "'"));
    return "SELECT\n  "
        + String.join(",\n  ", columns)
        + "\nFROM "
        + from
        + (conditions.isEmpty() ? "" : "\nWHERE " + String.join(" AND ", conditions));
  }

  private String document(String level) {
    return level.equals(Part.RESOURCE) ? "E.RAW_DATA" : dialect.element(level);
  }

  private String partValue(Part part, PartView.Column column) {
    PartValue value = part.values().get(column.name());
    LogicalType type = column.type();
    if (value == null) {
      return "CAST(NULL AS " + dialect.type(type) + ")";
    } else if (value instanceof PartValue.Constant constant) {
      return "'" + constant.text() + "'";
    } else if (value instanceof PartValue.Owner owner) {
      return "E." + owner.column();
    } else if (value instanceof PartValue.Element element) {
      return dialect.convert(dialect.text(document(element.level())), type);
    } else if (value instanceof PartValue.Digest digest) {
      return dialect.digest(document(digest.level()));
    } else if (value instanceof PartValue.ElementOf element) {
      return "CASE WHEN %s IS NOT NULL THEN %s END"
          .formatted(
              dialect.member(document(element.ownerLevel()), element.member()),
              dialect.text(document(element.level())));
    } else if (value instanceof PartValue.First first) {
      return dialect.firstMember(document(first.level()), first.list(), first.member());
    } else if (value instanceof PartValue.Unless unless) {
      return dialect.convert(
          "CASE WHEN %s = '%s' THEN '%s' ELSE %s END"
              .formatted(
                  dialect.text(document(unless.level()), unless.test()),
                  unless.equal(),
                  unless.then(),
                  dialect.text(document(unless.level()), unless.otherwise())),
          type);
    } else if (value instanceof PartValue.Member member) {
      String document = document(member.level());
      List<JsonPath> paths = member.alternatives();
      return type == LogicalType.VARIANT
          ? dialect.first(paths.stream().map(p -> dialect.member(document, p)).toList())
          : dialect.convert(
              dialect.first(paths.stream().map(p -> dialect.text(document, p)).toList()), type);
    }
    throw new IllegalStateException("A part has a value without an expression: " + value + ".");
  }

  private static List<Column> with(List<Column> first, Column... more) {
    List<Column> all = new ArrayList<>(first);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private AnswerView principals() {
    return new AnswerView(
        "IAM_PRINCIPALS",
        "IAM users, groups and roles",
        with(
            RESOURCE_COLUMNS,
            new Column("PRINCIPAL_TYPE", "user, group or role."),
            new Column("PRINCIPAL_NAME", "Its name."),
            new Column("PERMISSIONS_BOUNDARY_ARN", "The policy that bounds it."),
            new Column("INLINE_POLICY_COUNT", "How many policies are written into it.")),
        Map.of("IAM_USERS", "user", "IAM_GROUPS", "group", "IAM_ROLES", "role").entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                e ->
                    "SELECT E.RESOURCE_TYPE, E.RESOURCE_ID, E.RESOURCE_ARN, E.ACCOUNT_ID, E.REGION_NAME, E.MONITORED_TIME, E.RUN_ID,\n  '%s' AS PRINCIPAL_TYPE, E.RESOURCE_ID AS PRINCIPAL_NAME, %s AS PERMISSIONS_BOUNDARY_ARN,\n  COALESCE(E.INLINE_POLICY_COUNT, 0) AS INLINE_POLICY_COUNT\nFROM %s AS E"
                        .formatted(
                            e.getValue(),
                            e.getValue().equals("group")
                                ? "CAST(NULL AS VARCHAR)"
                                : "E.PERMISSIONS_BOUNDARY_ARN",
                            e.getKey()))
            .collect(Collectors.joining("\nUNION ALL\n")));
  }

  private AnswerView attachments() {
    return new AnswerView(
        "IAM_ATTACHMENTS",
        "Managed policies that users, groups and roles have: directly, by a group, as a boundary",
        with(
            RESOURCE_COLUMNS,
            new Column("PRINCIPAL_TYPE", "user, group or role."),
            new Column("PRINCIPAL_NAME", "Its name."),
            new Column("POLICY_ARN", "The policy's ARN."),
            new Column("VIA", "direct, group or boundary."),
            new Column("GROUP_NAME", "The group that brings it, where one does.")),
        """
        SELECT
          A.RESOURCE_TYPE, A.RESOURCE_ID, A.RESOURCE_ARN, A.ACCOUNT_ID, A.REGION_NAME, A.MONITORED_TIME, A.RUN_ID,
          A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, A.POLICY_ARN, A.VIA, CAST(NULL AS VARCHAR) AS GROUP_NAME
        FROM IAM_DIRECT_ATTACHMENTS AS A
        UNION ALL
        SELECT
          M.RESOURCE_TYPE, M.RESOURCE_ID, M.RESOURCE_ARN, M.ACCOUNT_ID, M.REGION_NAME, M.MONITORED_TIME, M.RUN_ID,
          'user', M.USER_NAME, A.POLICY_ARN, 'group', M.GROUP_NAME
        FROM IAM_GROUP_MEMBERS AS M
        JOIN IAM_DIRECT_ATTACHMENTS AS A
          ON A.ACCOUNT_ID = M.ACCOUNT_ID AND A.PRINCIPAL_TYPE = 'group' AND A.PRINCIPAL_NAME = M.GROUP_NAME""");
  }

  private AnswerView effectiveStatements() {
    List<String> columns =
        List.of(
            "STATEMENT",
            "SID",
            "EFFECT",
            "ACTION",
            "NOT_ACTION",
            "RESOURCE",
            "NOT_RESOURCE",
            "CONDITION");
    String list = columns.stream().map(c -> "S." + c).collect(Collectors.joining(", "));
    String head =
        "SELECT\n  %1$s.RESOURCE_TYPE, %1$s.RESOURCE_ID, %1$s.RESOURCE_ARN, %1$s.ACCOUNT_ID, %1$s.REGION_NAME, %1$s.MONITORED_TIME, %1$s.RUN_ID,\n";
    return new AnswerView(
        "IAM_EFFECTIVE_STATEMENTS",
        "Statements that permit or deny something to users, groups and roles, whatever brings them",
        with(
            RESOURCE_COLUMNS,
            new Column("PRINCIPAL_TYPE", "user, group or role."),
            new Column("PRINCIPAL_NAME", "Its name."),
            new Column("VIA", "inline, direct, or the group that brings it."),
            new Column("POLICY_NAME", "The policy's name."),
            new Column("STATEMENT", "What tells the statement from the policy's others."),
            new Column("SID", "The statement's own name."),
            new Column("EFFECT", "Allow or Deny."),
            new Column("ACTION", "An action that the statement is about."),
            new Column("NOT_ACTION", "An action that the statement excepts."),
            new Column("RESOURCE", "A resource that the statement is about, or *."),
            new Column("NOT_RESOURCE", "A resource that the statement excepts."),
            new Column("CONDITION", "When the statement holds; NULL: always.")),
        (head.formatted("S")
                + "  S.HOLDER_TYPE AS PRINCIPAL_TYPE, S.HOLDER_NAME AS PRINCIPAL_NAME, 'inline' AS VIA, S.POLICY_NAME, @\n"
                + "FROM IAM_POLICY_STATEMENTS AS S\nWHERE S.POLICY_KIND = 'inline'\nUNION ALL\n"
                + head.formatted("M")
                + "  'user', M.USER_NAME, M.GROUP_NAME, S.POLICY_NAME, @\n"
                + "FROM IAM_GROUP_MEMBERS AS M\n"
                + "JOIN IAM_POLICY_STATEMENTS AS S\n"
                + "  ON S.ACCOUNT_ID = M.ACCOUNT_ID AND S.HOLDER_TYPE = 'group' AND S.HOLDER_NAME = M.GROUP_NAME\n"
                + "WHERE S.POLICY_KIND = 'inline'\nUNION ALL\n"
                + head.formatted("A")
                + "  A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, COALESCE(A.GROUP_NAME, 'direct'), S.POLICY_NAME, @\n"
                + "FROM IAM_ATTACHMENTS AS A\n"
                + "JOIN IAM_POLICY_STATEMENTS AS S\n"
                + "  ON S.ACCOUNT_ID = A.ACCOUNT_ID AND S.RESOURCE_ARN = A.POLICY_ARN AND S.POLICY_KIND = 'managed'\n"
                + "WHERE A.VIA <> 'boundary'")
            .replace("@", list));
  }

  private AnswerView unreadPolicies() {
    return new AnswerView(
        "IAM_UNREAD_POLICIES",
        "Users, groups and roles with policies of which no statement is known: inline ones that are no JSON, and attached ones that were not collected",
        List.of(
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("PRINCIPAL_TYPE", "user, group or role."),
            new Column("PRINCIPAL_NAME", "Its name."),
            new Column(
                "KIND",
                "own: written into it; group: written into a group of it; managed: attached to it or a group of it."),
            new Column("POLICY_COUNT", "How many.")),
        """
        WITH INLINE_COUNTS AS (
          SELECT P.ACCOUNT_ID, P.PRINCIPAL_TYPE, P.PRINCIPAL_NAME, P.INLINE_POLICY_COUNT - COALESCE(S.READABLE, 0) AS POLICY_COUNT
          FROM IAM_PRINCIPALS AS P
          LEFT JOIN (
            SELECT S.ACCOUNT_ID, S.HOLDER_TYPE, S.HOLDER_NAME, COUNT(DISTINCT S.POLICY_NAME) AS READABLE
            FROM IAM_POLICY_STATEMENTS AS S
            WHERE S.POLICY_KIND = 'inline' AND S.EFFECT IS NOT NULL
            GROUP BY 1, 2, 3
          ) AS S
            ON S.ACCOUNT_ID = P.ACCOUNT_ID AND S.HOLDER_TYPE = P.PRINCIPAL_TYPE AND S.HOLDER_NAME = P.PRINCIPAL_NAME
          WHERE P.INLINE_POLICY_COUNT > COALESCE(S.READABLE, 0)
        )
        SELECT C.ACCOUNT_ID, C.PRINCIPAL_TYPE, C.PRINCIPAL_NAME, 'own' AS KIND, C.POLICY_COUNT
        FROM INLINE_COUNTS AS C
        UNION ALL
        SELECT M.ACCOUNT_ID, 'user', M.USER_NAME, 'group', SUM(C.POLICY_COUNT)
        FROM IAM_GROUP_MEMBERS AS M
        JOIN INLINE_COUNTS AS C
          ON C.ACCOUNT_ID = M.ACCOUNT_ID AND C.PRINCIPAL_TYPE = 'group' AND C.PRINCIPAL_NAME = M.GROUP_NAME
        GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT A.ACCOUNT_ID, A.PRINCIPAL_TYPE, A.PRINCIPAL_NAME, 'managed', COUNT(DISTINCT A.POLICY_ARN)
        FROM IAM_ATTACHMENTS AS A
        LEFT JOIN (
          SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN
          FROM IAM_POLICY_STATEMENTS AS S
          WHERE S.POLICY_KIND = 'managed' AND S.EFFECT IS NOT NULL
        ) AS S
          ON S.ACCOUNT_ID = A.ACCOUNT_ID AND S.RESOURCE_ARN = A.POLICY_ARN
        WHERE A.VIA <> 'boundary' AND S.RESOURCE_ARN IS NULL
        GROUP BY 1, 2, 3, 4""");
  }

  private AnswerView holders() {
    return new AnswerView(
        "IAM_HOLDERS",
        "What holds policies: users, groups, roles, and the account's own managed policies",
        with(
            RESOURCE_COLUMNS,
            new Column("HOLDER_TYPE", "user, group, role or policy."),
            new Column("HOLDER_NAME", "Its name."),
            new Column("OWN_UNREAD", "1 where a policy written into it cannot be read."),
            new Column("ANY_UNREAD", "1 where what any policy of it allows is not known.")),
        """
        SELECT
          P.RESOURCE_TYPE, P.RESOURCE_ID, P.RESOURCE_ARN, P.ACCOUNT_ID, P.REGION_NAME, P.MONITORED_TIME, P.RUN_ID,
          P.PRINCIPAL_TYPE AS HOLDER_TYPE, P.PRINCIPAL_NAME AS HOLDER_NAME,
          COALESCE(U.OWN_UNREAD, 0) AS OWN_UNREAD, COALESCE(U.ANY_UNREAD, 0) AS ANY_UNREAD
        FROM IAM_PRINCIPALS AS P
        LEFT JOIN (
          SELECT U.ACCOUNT_ID, U.PRINCIPAL_TYPE, U.PRINCIPAL_NAME, MAX(CASE WHEN U.KIND = 'own' THEN 1 ELSE 0 END) AS OWN_UNREAD, 1 AS ANY_UNREAD
          FROM IAM_UNREAD_POLICIES AS U
          GROUP BY 1, 2, 3
        ) AS U
          ON U.ACCOUNT_ID = P.ACCOUNT_ID AND U.PRINCIPAL_TYPE = P.PRINCIPAL_TYPE AND U.PRINCIPAL_NAME = P.PRINCIPAL_NAME
        UNION ALL
        SELECT
          P.RESOURCE_TYPE, P.RESOURCE_ID, P.RESOURCE_ARN, P.ACCOUNT_ID, P.REGION_NAME, P.MONITORED_TIME, P.RUN_ID,
          'policy', P.POLICY_NAME, CASE WHEN S.RESOURCE_ARN IS NULL THEN 1 ELSE 0 END, CASE WHEN S.RESOURCE_ARN IS NULL THEN 1 ELSE 0 END
        FROM IAM_POLICIES AS P
        LEFT JOIN (
          SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN
          FROM IAM_POLICY_STATEMENTS AS S
          WHERE S.POLICY_KIND = 'managed' AND S.EFFECT IS NOT NULL
        ) AS S
          ON S.ACCOUNT_ID = P.ACCOUNT_ID AND S.RESOURCE_ARN = P.RESOURCE_ARN
        WHERE P.RESOURCE_ARN NOT LIKE 'arn:%:iam::aws:policy/%'""");
  }

  private AnswerView heldStatements() {
    String columns =
        "S.RESOURCE_ARN, S.ACCOUNT_ID, %s AS VIA, S.POLICY_NAME, S.STATEMENT, S.SID, S.EFFECT, S.ACTION, S.NOT_ACTION, S.RESOURCE, S.NOT_RESOURCE, S.CONDITION";
    return new AnswerView(
        "IAM_HELD_STATEMENTS",
        "Statements by what holds them: of users, groups and roles whatever brings them, and of managed policies their own",
        List.of(
            new Column("RESOURCE_ARN", "The holder's ARN."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("VIA", "inline, direct, the group that brings it, or policy."),
            new Column("POLICY_NAME", "The policy's name."),
            new Column("STATEMENT", "What tells the statement from the policy's others."),
            new Column("SID", "The statement's own name."),
            new Column("EFFECT", "Allow or Deny."),
            new Column("ACTION", "An action that the statement is about."),
            new Column("NOT_ACTION", "An action that the statement excepts."),
            new Column("RESOURCE", "A resource that the statement is about, or *."),
            new Column("NOT_RESOURCE", "A resource that the statement excepts."),
            new Column("CONDITION", "When the statement holds; NULL: always.")),
        "SELECT "
            + columns.formatted("S.VIA")
            + "\nFROM IAM_EFFECTIVE_STATEMENTS AS S\nUNION ALL\nSELECT "
            + columns.formatted("'policy'")
            + "\nFROM IAM_POLICY_STATEMENTS AS S\nWHERE S.POLICY_KIND = 'managed'");
  }

  /** Whatever a statement excepts is left to whom it says nothing about. */
  private AnswerView powers() {
    String matches = "LOWER(D.DEED) LIKE REPLACE(REPLACE(LOWER(H.%s), '*', '%%'), '?', '_')";
    return new AnswerView(
        "IAM_POWERS",
        "Actions that lead to more permissions, by whom they are allowed on every resource, or all but some, and not denied",
        List.of(
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("RESOURCE_ARN", "The ARN of the user, group, role or policy."),
            new Column("DEED", "The action."),
            new Column("POLICY_NAME", "The policy that allows it."),
            new Column("VIA", "inline, direct, the group that brings it, or policy."),
            new Column("CONDITION_TEXT", "When it is allowed, as JSON; null or {}: always.")),
        """
        WITH DEEDS AS (
          SELECT V.DEED FROM (VALUES %s) AS V(DEED)
        ), STATED AS (
          SELECT H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null') AS CONDITION_TEXT
          FROM IAM_HELD_STATEMENTS AS H
          JOIN DEEDS AS D ON %s
          WHERE H.RESOURCE = '*' OR H.EFFECT = 'Allow' AND H.NOT_RESOURCE <> '*'
          UNION
          SELECT H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null') AS CONDITION_TEXT
          FROM IAM_HELD_STATEMENTS AS H
          CROSS JOIN DEEDS AS D
          WHERE (H.RESOURCE = '*' OR H.EFFECT = 'Allow' AND H.NOT_RESOURCE <> '*') AND H.NOT_ACTION IS NOT NULL
          GROUP BY H.ACCOUNT_ID, H.RESOURCE_ARN, H.EFFECT, D.DEED, H.POLICY_NAME, H.VIA, H.STATEMENT, COALESCE(CAST(H.CONDITION AS VARCHAR), 'null')
          HAVING MAX(CASE WHEN %s THEN 1 ELSE 0 END) = 0
        ), DENIED AS (
          SELECT DISTINCT S.ACCOUNT_ID, S.RESOURCE_ARN, S.DEED
          FROM STATED AS S
          WHERE S.EFFECT = 'Deny' AND S.CONDITION_TEXT IN ('{}', 'null')
        )
        SELECT S.ACCOUNT_ID, S.RESOURCE_ARN, S.DEED, S.POLICY_NAME, S.VIA, S.CONDITION_TEXT
        FROM STATED AS S
        LEFT JOIN DENIED AS N ON N.ACCOUNT_ID = S.ACCOUNT_ID AND N.RESOURCE_ARN = S.RESOURCE_ARN AND N.DEED = S.DEED
        WHERE S.EFFECT = 'Allow' AND N.DEED IS NULL"""
            .formatted(
                POWERS.stream().map("('%s')"::formatted).collect(Collectors.joining(", ")),
                matches.formatted("ACTION"),
                matches.formatted("NOT_ACTION")));
  }

  private AnswerView events(Dataset dataset) {
    List<Column> columns = new ArrayList<>();
    List<String> list = new ArrayList<>();
    for (io.snowwatch.catalog.Column column : landedColumns(dataset)) {
      columns.add(new Column(column.name(), column.description()));
      list.add("  %s AS %s".formatted(alsoInOlderRows(column, dataset), column.name()));
    }
    String identity =
        alsoInOlderRows(
            dataset.tableColumns().stream()
                .filter(c -> c.name().equals(dataset.identityColumn().orElseThrow()))
                .findFirst()
                .orElseThrow(),
            dataset);
    String time =
        dataset.recordColumns().stream()
            .filter(c -> c.type() == LogicalType.TIMESTAMP)
            .findFirst()
            .map(c -> "L." + c.name() + ", ")
            .orElse("");
    // A filter on the time reaches the table only if the window's partition has the time too.
    return new AnswerView(
        dataset.entity(),
        dataset.title() + ", each once",
        columns,
        """
        SELECT
        %s
        FROM %s AS L
        QUALIFY
          %s IS NULL
          OR ROW_NUMBER() OVER (
            PARTITION BY %s%s ORDER BY L.LOAD_TIME, L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
          ) = 1"""
            .formatted(String.join(",\n", list), landing.apply(dataset), identity, time, identity));
  }

  /** What a row has that landed before the table had the column is still in its document. */
  private String alsoInOlderRows(io.snowwatch.catalog.Column column, Dataset dataset) {
    if (!(column.value() instanceof ColumnValue.Member)) {
      return "L." + column.name();
    }
    String own = value(column, dataset);
    return !dialect.landsViewColumns() && dataset.addedTableColumns().contains(column)
        ? dialect.first(List.of(own, expression(column, "L." + dataset.documentColumn())))
        : own;
  }

  private AnswerView activity() {
    List<Column> columns = new ArrayList<>();
    catalog
        .dataset("cloudtrail_events")
        .recordColumns()
        .forEach(c -> columns.add(new Column(c.name(), c.description())));
    return new AnswerView(
        "ACTIVITY",
        "CloudTrail events of the 90 days up to the last event of their account",
        columns,
        """
        SELECT %s
        FROM CLOUDTRAIL_EVENTS AS E
        JOIN (SELECT L.ACCOUNT_ID, MAX(L.EVENT_TIME) AS LAST_EVENT FROM CLOUDTRAIL_EVENTS AS L GROUP BY 1) AS A
          ON A.ACCOUNT_ID = E.ACCOUNT_ID
        WHERE E.EVENT_TIME > A.LAST_EVENT - INTERVAL '90 days'"""
            .formatted(
                columns.stream().map(c -> "E." + c.name()).collect(Collectors.joining(", "))));
  }

  private AnswerView activityAccounts() {
    return new AnswerView(
        "ACTIVITY_ACCOUNTS",
        "Accounts with CloudTrail events, and the time that the events are of",
        with(
            RESOURCE_COLUMNS,
            new Column("FIRST_EVENT", "The first event of the last 90 days."),
            new Column("LAST_EVENT", "The last event."),
            new Column("EVENT_COUNT", "How many events there are.")),
        """
        SELECT
          'AWS::::Account' AS RESOURCE_TYPE, A.ACCOUNT_ID AS RESOURCE_ID, 'arn:aws:iam::' || A.ACCOUNT_ID || ':root' AS RESOURCE_ARN,
          A.ACCOUNT_ID, 'global' AS REGION_NAME, MAX(A.EVENT_TIME) AS MONITORED_TIME, CAST(NULL AS VARCHAR) AS RUN_ID,
          MIN(A.EVENT_TIME) AS FIRST_EVENT, MAX(A.EVENT_TIME) AS LAST_EVENT, COUNT(*) AS EVENT_COUNT
        FROM ACTIVITY AS A
        WHERE A.ACCOUNT_ID IS NOT NULL
        GROUP BY A.ACCOUNT_ID""");
  }

  private static final List<Column> HISTORY_COLUMNS =
      List.of(
          new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
          new Column(
              "RESOURCE_ID", "What tells it from the others of its type, account and Region."),
          new Column("RESOURCE_ARN", "Its ARN."),
          new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
          new Column("REGION_NAME", "The Region; global for a service without Regions."),
          new Column("VALID_FROM", "When the complete run began that first saw this version."),
          new Column("VALID_TO", "When the run began that no longer saw it; NULL: it is current."),
          new Column("LAST_SEEN", "When the last run began that saw it."),
          new Column(
              "PREVIOUS_RUN", "When the complete run before VALID_FROM began; NULL: the first."),
          new Column("CONTENT_HASH", "A hash of what it says, whatever the order of lists."),
          new Column("RAW_DATA", "The record as the first run saw this version."));

  /** What identifies a resource, in the queries of versions. */
  static final String VERSION_KEY = "S.ACCOUNT_ID, S.REGION_NAME, S.RESOURCE_TYPE, S.RESOURCE_ID";

  private AnswerView history(Dataset dataset) {
    return new AnswerView(
        dataset.entity() + "_HISTORY",
        dataset.title() + ": one row per version",
        HISTORY_COLUMNS,
        kept.map(k -> keptHistory(dataset, k)).orElseGet(() -> computedHistory(dataset)));
  }

  /** While a version is current, each run would have to say again that it saw it. */
  private static String keptHistory(Dataset dataset, KeptHistory kept) {
    return """
        SELECT
          H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
          H.VALID_FROM, H.VALID_TO, COALESCE(H.LAST_SEEN, M.LAST_RUN) AS LAST_SEEN,
          H.PREVIOUS_RUN, H.CONTENT_HASH, H.RAW_DATA
        FROM %s AS H
        LEFT JOIN (
          SELECT K.ACCOUNT_ID, K.REGION_NAME, MAX(K.MONITORED_TIME) AS LAST_RUN
          FROM %s AS K
          WHERE K.DATASET_NAME = '%s' AND K.TAKEN
          GROUP BY 1, 2
        ) AS M
          ON M.ACCOUNT_ID = H.ACCOUNT_ID AND M.REGION_NAME = H.REGION_NAME"""
        .formatted(kept.versions().apply(dataset), kept.runs(), dataset.name());
  }

  private String computedHistory(Dataset dataset) {
    return """
        WITH RUNS AS (
          SELECT
            R.ACCOUNT_ID, R.REGION_NAME, R.RUN_ID, R.MONITORED_TIME,
            ROW_NUMBER() OVER (PARTITION BY R.ACCOUNT_ID, R.REGION_NAME ORDER BY R.MONITORED_TIME, R.RUN_ID) AS N
          FROM SCOPE_RUNS AS R
          WHERE R.DATASET_NAME = '%s' AND R.COMPLETE
        ), %s, SEEN AS (
          SELECT L.*, C.CONTENT_HASH
          FROM LANDED AS L
          JOIN CONTENTS AS C ON C.DIGEST = L.DIGEST
        ), %s
        SELECT
          S.RESOURCE_TYPE, S.RESOURCE_ID, S.RESOURCE_ARN, S.ACCOUNT_ID, S.REGION_NAME,
          S.MONITORED_TIME AS VALID_FROM, A.MONITORED_TIME AS VALID_TO, S.LAST_SEEN,
          B.MONITORED_TIME AS PREVIOUS_RUN, S.CONTENT_HASH, C.RAW_DATA
        FROM VERSIONS AS S
        JOIN CONTENTS AS C ON C.DIGEST = S.DIGEST
        LEFT JOIN RUNS AS A ON A.ACCOUNT_ID = S.ACCOUNT_ID AND A.REGION_NAME = S.REGION_NAME AND A.N = S.LAST_N + 1
        LEFT JOIN RUNS AS B ON B.ACCOUNT_ID = S.ACCOUNT_ID AND B.REGION_NAME = S.REGION_NAME AND B.N = S.N - 1
        WHERE S.STARTS = 1"""
        .formatted(dataset.name(), landedContents(dataset), numberedVersions());
  }

  /** What the runs of RUNS landed: LANDED, a row for each resource, and CONTENTS, once each. */
  String landedContents(Dataset dataset) {
    return """
        CONTENTS AS (
          SELECT C.DIGEST, %1$s AS CONTENT_HASH, C.RAW_DATA
          FROM (
            SELECT %2$s AS DIGEST, ANY_VALUE(%3$s) AS RAW_DATA
            FROM %4$s AS L
            JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = %5$s
            GROUP BY 1
          ) AS C
        ), LANDED AS (
          SELECT
            R.ACCOUNT_ID, R.REGION_NAME, R.N, R.MONITORED_TIME,
            %6$s AS RESOURCE_TYPE, %7$s AS RESOURCE_ID, %8$s AS RESOURCE_ARN, %2$s AS DIGEST
          FROM %4$s AS L
          JOIN RUNS AS R ON R.RUN_ID = L.RUN_ID AND R.MONITORED_TIME = L.MONITORED_TIME AND R.ACCOUNT_ID = L.ACCOUNT_ID AND R.REGION_NAME = %5$s
          QUALIFY ROW_NUMBER() OVER (
            PARTITION BY R.ACCOUNT_ID, R.REGION_NAME, R.N, %6$s, %7$s ORDER BY L.SOURCE_FILE, L.SOURCE_FILE_ROW_NUMBER
          ) = 1
        )"""
        .formatted(
            dialect.hash(dialect.canonical("C.RAW_DATA", dataset)),
            dialect.digest("L." + dataset.documentColumn()),
            "L." + dataset.documentColumn(),
            landing.apply(dataset),
            region(dataset),
            resourceType(dataset),
            resourceId(dataset),
            resourceArn(dataset));
  }

  /** The versions in SEEN: a new one begins where a run is missing or the content is another. */
  static String numberedVersions() {
    return """
        MARKED AS (
          SELECT
            S.*,
            CASE
              WHEN LAG(S.N) OVER (PARTITION BY %1$s ORDER BY S.N) = S.N - 1
                AND LAG(S.CONTENT_HASH) OVER (PARTITION BY %1$s ORDER BY S.N) = S.CONTENT_HASH
              THEN 0
              ELSE 1
            END AS STARTS
          FROM SEEN AS S
        ), NUMBERED AS (
          SELECT S.*, SUM(S.STARTS) OVER (PARTITION BY %1$s ORDER BY S.N ROWS UNBOUNDED PRECEDING) AS VERSION
          FROM MARKED AS S
        ), VERSIONS AS (
          SELECT
            S.*,
            MAX(S.N) OVER (PARTITION BY %1$s, S.VERSION) AS LAST_N,
            MAX(S.MONITORED_TIME) OVER (PARTITION BY %1$s, S.VERSION) AS LAST_SEEN
          FROM NUMBERED AS S
        )"""
        .formatted(VERSION_KEY);
  }

  private AnswerView resourceSince() {
    return new AnswerView(
        "RESOURCE_SINCE",
        "Since when resources that are there say what they say",
        List.of(
            new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
            new Column("RESOURCE_ID", "What tells it from others."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; global for a service without Regions."),
            new Column("FIRST_SEEN", "When the complete run began that first saw this version.")),
        snapshots().stream()
            .map(
                d ->
                    "SELECT H.RESOURCE_TYPE, H.RESOURCE_ID, H.ACCOUNT_ID, H.REGION_NAME, H.VALID_FROM AS FIRST_SEEN\nFROM %s_HISTORY AS H\nWHERE H.VALID_TO IS NULL"
                        .formatted(d.entity()))
            .collect(Collectors.joining("\nUNION ALL\n")));
  }

  private static final List<Column> CHANGES_COLUMNS =
      List.of(
          new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
          new Column(
              "RESOURCE_ID", "What tells it from the others of its type, account and Region."),
          new Column("RESOURCE_ARN", "Its ARN."),
          new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
          new Column("REGION_NAME", "The Region; global for a service without Regions."),
          new Column("CHANGE", "CREATED, CHANGED or DELETED."),
          new Column(
              "AFTER_TIME", "The run that saw the state before; it happened after it began."),
          new Column("UNTIL_TIME", "The run that saw the state after; it happened by then."),
          new Column("BEFORE_DATA", "The record before; NULL where it was created."),
          new Column("AFTER_DATA", "The record after; NULL where it was deleted."),
          new Column(
              "CHANGED_PATHS",
              "The paths of the members that differ; NULL where it was created or deleted."));

  private AnswerView changes(Dataset dataset) {
    String history = dataset.entity() + "_HISTORY";
    String join =
        "ON B.ACCOUNT_ID = H.ACCOUNT_ID AND B.REGION_NAME = H.REGION_NAME AND B.RESOURCE_TYPE = H.RESOURCE_TYPE AND B.RESOURCE_ID = H.RESOURCE_ID";
    return new AnswerView(
        dataset.entity() + "_CHANGES",
        dataset.title() + ": what was created, changed or deleted between complete runs",
        CHANGES_COLUMNS,
        """
        SELECT
          H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
          CASE WHEN B.RESOURCE_ID IS NULL THEN 'CREATED' ELSE 'CHANGED' END AS CHANGE,
          H.PREVIOUS_RUN AS AFTER_TIME, H.VALID_FROM AS UNTIL_TIME,
          B.RAW_DATA AS BEFORE_DATA, H.RAW_DATA AS AFTER_DATA, %s AS CHANGED_PATHS
        FROM %s AS H
        LEFT JOIN %s AS B
          %s AND B.VALID_TO = H.VALID_FROM
        WHERE H.PREVIOUS_RUN IS NOT NULL
        UNION ALL
        SELECT
          H.RESOURCE_TYPE, H.RESOURCE_ID, H.RESOURCE_ARN, H.ACCOUNT_ID, H.REGION_NAME,
          'DELETED', H.LAST_SEEN, H.VALID_TO, H.RAW_DATA, NULL, NULL
        FROM %s AS H
        LEFT JOIN %s AS B
          %s AND B.VALID_FROM = H.VALID_TO
        WHERE H.VALID_TO IS NOT NULL AND B.RESOURCE_ID IS NULL"""
            .formatted(
                dialect.changedPaths("B.RAW_DATA", "H.RAW_DATA", dataset),
                history,
                history,
                join,
                history,
                history,
                join));
  }

  private AnswerView allChanges() {
    return new AnswerView(
        "CHANGES",
        "What was created, changed or deleted between complete runs, of every dataset",
        CHANGES_COLUMNS,
        snapshots().stream()
            .map(d -> "SELECT * FROM " + d.entity() + "_CHANGES")
            .collect(Collectors.joining("\nUNION ALL\n")));
  }

  private AnswerView changedBy() {
    return new AnswerView(
        "CHANGED_BY",
        "Changes and the calls in CloudTrail that name the resource within the time of the change",
        List.of(
            new Column("RESOURCE_TYPE", "CloudFormation's name of the resource's type."),
            new Column("RESOURCE_ID", "What tells it from others."),
            new Column("RESOURCE_ARN", "Its ARN."),
            new Column("ACCOUNT_ID", "The AWS account, 12 digits."),
            new Column("REGION_NAME", "The Region; global for a service without Regions."),
            new Column("CHANGE", "CREATED, CHANGED or DELETED."),
            new Column("AFTER_TIME", "It happened after this run began."),
            new Column("UNTIL_TIME", "It happened by when this run began."),
            new Column("CHANGED_PATHS", "The paths of the members that differ."),
            new Column("EVENT_TIME", "When the call was made; NULL where no call is known."),
            new Column("EVENT_NAME", "The API operation."),
            new Column("EVENT_USER_ARN", "Who made the call."),
            new Column("EVENT_SOURCE_IP", "Where the call came from."),
            new Column("EVENT_ID", "The event's id.")),
        """
        SELECT
          C.RESOURCE_TYPE, C.RESOURCE_ID, C.RESOURCE_ARN, C.ACCOUNT_ID, C.REGION_NAME, C.CHANGE, C.AFTER_TIME, C.UNTIL_TIME,
          C.CHANGED_PATHS, E.EVENT_TIME, E.EVENT_NAME, E.EVENT_USER_ARN, E.EVENT_SOURCE_IP, E.EVENT_ID
        FROM CHANGES AS C
        LEFT JOIN CLOUDTRAIL_EVENTS AS E
          ON E.ACCOUNT_ID = C.ACCOUNT_ID
          AND (E.EVENT_REGION_NAME = C.REGION_NAME OR C.REGION_NAME = 'global')
          AND E.EVENT_TIME > C.AFTER_TIME
          AND E.EVENT_TIME <= C.UNTIL_TIME
          AND E.READ_ONLY = FALSE
          AND E.ERROR_CODE IS NULL
          AND (E.EVENT_SOURCE = 'iam.amazonaws.com' OR C.RESOURCE_TYPE NOT LIKE 'AWS::IAM::%')
          AND (
            CONTAINS(COALESCE(CAST(E.REQUEST_PARAMETERS AS VARCHAR), ''), '"' || C.RESOURCE_ID || '"')
            OR CONTAINS(COALESCE(CAST(E.RESPONSE_ELEMENTS AS VARCHAR), ''), '"' || C.RESOURCE_ID || '"')
          )""");
  }

  /**
   * The query behind {@code <D>_AT(time)}: the resources as they were.
   *
   * @return for each dataset's entity the query, with the time as {@code AT_TIME}
   */
  public Map<String, String> asOf() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (Dataset dataset : snapshots()) {
      queries.put(
          dataset.entity() + "_AT",
          "SELECT %s\nFROM %s_HISTORY AS H\nWHERE H.VALID_FROM <= AT_TIME AND (H.VALID_TO IS NULL OR H.VALID_TO > AT_TIME)"
              .formatted(
                  HISTORY_COLUMNS.stream()
                      .map(c -> "H." + c.name())
                      .collect(Collectors.joining(", ")),
                  dataset.entity()));
    }
    return queries;
  }

  /**
   * What {@link #asOf()} yields, as a table's type on Snowflake.
   *
   * @return for example {@code TABLE (RESOURCE_TYPE STRING)}
   */
  public static String asOfColumns() {
    return HISTORY_COLUMNS.stream()
        .map(
            c ->
                c.name()
                    + switch (c.name()) {
                      case "VALID_FROM", "VALID_TO", "LAST_SEEN", "PREVIOUS_RUN" -> " TIMESTAMP_TZ";
                      case "RAW_DATA" -> " VARIANT";
                      default -> " STRING";
                    })
        .collect(Collectors.joining(", ", "TABLE (", ")"));
  }

  /**
   * The columns that a landing table has where it is built from files: those of the table and those
   * that elsewhere only views have.
   *
   * @param dataset one of the catalog's
   * @return the columns in order
   */
  public static List<io.snowwatch.catalog.Column> landedColumns(Dataset dataset) {
    List<io.snowwatch.catalog.Column> all = new ArrayList<>(dataset.tableColumns());
    all.addAll(dataset.viewColumns());
    return List.copyOf(all);
  }
}
