package io.snowwatch.snowflake.live;

import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.Identifier;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.QualifiedName;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SqlText;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.StatementKind;
import io.snowwatch.snowflake.WantedObject;
import io.snowwatch.snowflake.WantedView;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes an account what a plan wants it to be, statement by statement.
 *
 * <p>Nothing depends on how far an earlier run came: the difference is computed anew, and what is
 * done already is not part of it.
 *
 * <p>Not safe for use by several threads.
 */
public final class Apply {

  private final SnowflakePlan plan;
  private final SnowflakeClient client;
  private Listener listener = new Listener() {};
  private Optional<BucketSide> bucketSide = Optional.empty();
  private Optional<StageKey> stageKey = Optional.empty();
  private Pace pace = Pace.REAL;
  private boolean replacesPipes;

  private Apply(SnowflakePlan plan, SnowflakeClient client) {
    this.plan = plan;
    this.client = client;
  }

  /**
   * Prepares a run.
   *
   * @param plan what is wanted
   * @param client a session; its owner closes it
   * @return the run, which replaces no pipe and leaves the AWS side alone
   */
  public static Apply of(SnowflakePlan plan, SnowflakeClient client) {
    return new Apply(plan, client);
  }

  /**
   * Tells somebody what happens.
   *
   * @param who hears it
   * @return this
   */
  public Apply tell(Listener who) {
    listener = who;
    return this;
  }

  /**
   * Wires the buckets with it.
   *
   * @param side the AWS side
   * @return this
   */
  public Apply with(BucketSide side) {
    bucketSide = Optional.of(side);
    return this;
  }

  /**
   * Gives new stages this key.
   *
   * @param key the key
   * @return this
   */
  public Apply with(StageKey key) {
    stageKey = Optional.of(key);
    return this;
  }

  /**
   * Waits in another way than by sleeping.
   *
   * @param other how time passes
   * @return this
   */
  public Apply with(Pace other) {
    pace = other;
    return this;
  }

  /**
   * Replaces pipes that have another definition.
   *
   * @return this
   */
  public Apply replacingPipes() {
    replacesPipes = true;
    return this;
  }

  /** A statement of a change, or a pipe that is replaced. */
  private record Step(Change change, Optional<Statement> statement, Section section) {}

  /**
   * Makes the changes.
   *
   * @param difference what differs, as {@link Difference#between} found it a moment ago
   * @param sections the parts of the plan that the difference is about; none means all
   * @return what was done
   * @throws ConflictException before the first statement, if something is in the way
   * @throws ConfigurationException before the first statement, if a stage needs a key that is not
   *     given
   * @throws ApplyException if a statement fails; what ran before stays, and another run goes on
   */
  public ApplyReport run(Difference difference, Set<Section> sections) {
    List<Change> conflicts = difference.changes(Action.CONFLICT);
    if (!conflicts.isEmpty()) {
      throw new ConflictException(conflicts);
    }
    Set<Section> chosen =
        sections.isEmpty() ? EnumSet.allOf(Section.class) : EnumSet.copyOf(sections);
    List<Change> left = new ArrayList<>();
    List<Step> steps = steps(difference, left);
    requireKey(steps);
    String run = UUID.randomUUID().toString().substring(0, 8);
    Session session = new Session(client, listener, stageKey, steps.size());
    if (!steps.isEmpty() || bucketSide.isPresent()) {
      session.tag(run);
    }
    Set<Change> done = new LinkedHashSet<>();
    for (Section section : Section.values()) {
      if (section == Section.PIPES && chosen.contains(section)) {
        admitToTopics();
      }
      for (Step step : steps) {
        if (step.section() == section) {
          run(session, step);
          done.add(step.change());
        }
      }
      if (chosen.contains(section)) {
        wire(section, session);
      }
    }
    return new ApplyReport(run, List.copyOf(done), left);
  }

  private List<Step> steps(Difference difference, List<Change> left) {
    List<Step> steps = new ArrayList<>();
    for (Change change : difference.changes()) {
      if (change.pipe().isPresent()) {
        if (replacesPipes) {
          steps.add(new Step(change, Optional.empty(), Section.PIPES));
        } else {
          left.add(change);
        }
      }
      change
          .statements()
          .forEach(
              statement ->
                  steps.add(new Step(change, Optional.of(statement), statement.section())));
    }
    return steps;
  }

  private void requireKey(List<Step> steps) {
    boolean needsKey =
        steps.stream()
            .flatMap(step -> step.statement().stream())
            .filter(statement -> statement.kind() == StatementKind.CREATE_STAGE)
            .anyMatch(s -> s.sql().contains(SnowflakePlan.AWS_SECRET_KEY_PLACEHOLDER));
    if (needsKey && stageKey.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "A stage with an AWS key needs the key: set SNOWWATCH_STAGE_KEY_ID and"
                  + " SNOWWATCH_STAGE_SECRET_KEY in the environment, or use a storage integration."));
    }
  }

  private void run(Session session, Step step) {
    if (step.statement().isEmpty()) {
      new PipeReplacement(
              session, listener, pace, useWarehouse(), step.change().pipe().orElseThrow())
          .run();
      return;
    }
    Statement statement = step.statement().get();
    try {
      session.run(statement);
    } catch (ApplyException e) {
      runInstead(session, step.change(), e);
    }
    readBack(session, statement);
  }

  /**
   * A Snowflake that cannot alter a view's query gets it replaced, where nobody has attached a
   * policy or a tag that would be lost.
   */
  private void runInstead(Session session, Change change, ApplyException refused) {
    Optional<WantedView> view =
        change.action() == Action.VIEW
            ? wanted(refused.statement())
                .filter(WantedView.class::isInstance)
                .map(WantedView.class::cast)
            : Optional.empty();
    if (view.isEmpty() || !(refused.getCause() instanceof SnowflakeStatementException)) {
      throw refused;
    }
    session.ask(useWarehouse());
    Identifier database = view.get().name().parts().get(0);
    boolean bare =
        Stream.of(
                SqlText.of(
                    "SELECT COUNT(*) FROM TABLE({name}.INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => {text}, REF_ENTITY_DOMAIN => 'VIEW'))",
                    database,
                    view.get().name().sql()),
                SqlText.of(
                    "SELECT COUNT(*) FROM TABLE({name}.INFORMATION_SCHEMA.TAG_REFERENCES({text}, 'TABLE'))",
                    database,
                    view.get().name().sql()))
            .allMatch(
                sql -> {
                  try {
                    return client.query(sql).value().equals(Optional.of("0"));
                  } catch (SnowflakeStatementException e) {
                    throw refused;
                  }
                });
    if (!bare) {
      throw refused;
    }
    listener.says(
        "%s cannot be altered; it has no policies and no tags, so it is replaced with its grants kept."
            .formatted(Comparison.title(view.get())));
    session.run(view.get().replace());
  }

  private Statement useWarehouse() {
    return new Statement(
        StatementKind.USE_WAREHOUSE,
        Section.PIPES,
        plan.names().ownerRole(),
        "What looks into tables needs a warehouse.",
        SqlText.of("USE WAREHOUSE {name}", plan.names().warehouse()));
  }

  private void readBack(Session session, Statement statement) {
    wanted(statement)
        .flatMap(object -> new ReadBack(client).problem(object))
        .ifPresent(
            problem -> {
              throw session.withoutEffect(statement, problem);
            });
  }

  /** The object that a statement makes or alters, by what it says. */
  private Optional<WantedObject> wanted(Statement statement) {
    return switch (statement.kind()) {
      case CREATE_ROLE,
          CREATE_WAREHOUSE,
          CREATE_DATABASE,
          CREATE_SCHEMA,
          CREATE_STORAGE_INTEGRATION,
          CREATE_NOTIFICATION_INTEGRATION,
          CREATE_FILE_FORMAT,
          CREATE_STAGE,
          CREATE_TABLE,
          CREATE_VIEW,
          CREATE_FUNCTION,
          CREATE_STREAM,
          CREATE_TASK ->
          plan.objects().stream()
              .filter(object -> object.create().sql().equals(statement.sql()))
              .findFirst();
      case CREATE_PIPE ->
          plan.objects().stream()
              .filter(object -> object.kind() == io.snowwatch.snowflake.ObjectKind.PIPE)
              .filter(pipe -> statement.sql().contains(" " + pipe.name() + "\n"))
              .findFirst();
      case ADD_COLUMNS ->
          plan.objects().stream()
              .filter(object -> object.kind() == io.snowwatch.snowflake.ObjectKind.TABLE)
              .filter(table -> statement.sql().startsWith("ALTER TABLE " + table.name() + " "))
              .findFirst();
      default -> Optional.empty();
    };
  }

  private void admitToTopics() {
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      bucket
          .snsTopicArn()
          .ifPresent(
              topic -> {
                String policy =
                    client
                        .query(SqlText.of("SELECT SYSTEM$GET_AWS_SNS_IAM_POLICY({text})", topic))
                        .value()
                        .orElse("");
                bucketSide.ifPresentOrElse(
                    side -> side.admitToTopic(bucket, topic, policy),
                    () ->
                        listener.says(
                            "The policy of the topic %s needs: %s".formatted(topic, policy)));
              });
    }
  }

  private void wire(Section section, Session session) {
    for (ObjectNames.Bucket bucket : plan.names().buckets()) {
      switch (section) {
        case STORAGE_ACCESS -> trust(bucket, session);
        case STAGE ->
            bucketSide.ifPresent(
                side -> side.awaitAccess(bucket, () -> problemOfReading(bucket, session)));
        case PIPES -> announce(bucket, session);
        default -> {
          // Nothing of AWS's follows from the other parts.
        }
      }
    }
  }

  private void trust(ObjectNames.Bucket bucket, Session session) {
    Optional<WantedObject> integration =
        plan.objects().stream()
            .filter(object -> object.name().equals(QualifiedName.of(bucket.integration())))
            .findFirst();
    if (integration.isEmpty()) {
      return;
    }
    Map<String, String> properties = new HashMap<>();
    session
        .ask(
            look(
                Section.STORAGE_ACCESS,
                integration.get().creator(),
                "DESC INTEGRATION " + bucket.integration(),
                "Who takes on the role."))
        .stream()
        .forEach(
            row ->
                properties.put(
                    row.get("property").toLowerCase(Locale.ROOT), row.get("property_value")));
    String principal = properties.getOrDefault("storage_aws_iam_user_arn", "");
    String externalId = properties.getOrDefault("storage_aws_external_id", "");
    bucketSide.ifPresentOrElse(
        side -> side.trust(bucket, principal, externalId),
        () ->
            listener.says(
                "The trust policy of %s must allow %s to assume it with external id %s."
                    .formatted(bucket.storageRoleArn(), principal, externalId)));
  }

  /** Lists a place below a directory that the role may list, and that nobody writes to. */
  private Optional<String> problemOfReading(ObjectNames.Bucket bucket, Session session) {
    String directory = plan.datasets().get(0).directory() + "/access-check";
    String sql =
        plan.datasets().get(0).wantedPipes().stream()
            .map(pipe -> pipe.load().stage())
            .filter(stage -> stage.name().equals(bucket.stage()))
            .findFirst()
            .orElseThrow()
            .list(directory)
            .sql();
    try {
      session.ask(look(Section.STAGE, plan.names().ownerRole(), sql, "Can the bucket be read?"));
      return Optional.empty();
    } catch (ApplyException e) {
      if (e.getCause() instanceof SnowflakeStatementException) {
        return Optional.of(e.reason());
      }
      throw e;
    }
  }

  private void announce(ObjectNames.Bucket bucket, Session session) {
    Set<String> pipes = new LinkedHashSet<>();
    plan.datasets().stream()
        .flatMap(dataset -> dataset.wantedPipes().stream())
        .filter(pipe -> pipe.load().stage().name().equals(bucket.stage()))
        .forEach(pipe -> pipes.add(pipe.name().last().name()));
    Optional<String> channel =
        bucket
            .snsTopicArn()
            .or(
                () ->
                    session
                        .ask(
                            look(
                                Section.PIPES,
                                plan.names().ownerRole(),
                                "SHOW PIPES IN SCHEMA " + plan.names().landingSchema(),
                                "The queue of the pipes."))
                        .stream()
                        .filter(row -> pipes.contains(row.get("name")))
                        .map(row -> row.get("notification_channel"))
                        .filter(arn -> !arn.isEmpty())
                        .findFirst());
    channel.ifPresentOrElse(
        arn ->
            bucketSide.ifPresentOrElse(
                side -> side.announce(bucket, arn),
                () ->
                    listener.says(
                        "The bucket %s must notify %s of new objects in each pipe's directory."
                            .formatted(bucket.bucket(), arn))),
        () -> listener.says("No pipe of the bucket %s has a queue.".formatted(bucket.bucket())));
  }

  private static Statement look(Section section, Identifier role, String sql, String description) {
    return new Statement(StatementKind.LIST, section, role, description, sql);
  }
}
