package io.snowwatch.snowflake.doctor;

import java.util.Optional;

/** What can be found, with its cause and its remedy; docs/doctor.md is rendered from it. */
public enum Kind {
  /** The hop is as it should be. */
  OK(Severity.OK, "Nothing is wrong here.", "Nothing."),
  /** The hop could not be looked at. */
  UNSEEN(
      Severity.UNSEEN,
      "It could not be looked at: credentials, a permission, a role or a connection is missing. What"
          + " is wrong there, if anything, nobody knows.",
      "Give what the line says is missing, and look again."),
  /** The hop was left out. */
  LEFT_OUT(
      Severity.LEFT_OUT,
      "It was not looked at because an option says so, or there is nothing of the kind.",
      "Leave the option out to have it looked at."),

  /** There is no stack of that name. */
  STACK_MISSING(
      Hop.STACK,
      Severity.BROKEN,
      "There is no stack of that name in the account and Region that the credentials reach.",
      "Deploy it; or name its Region (`--home-region`) or its name (`--stack`)."),
  /** The stack failed. */
  STACK_FAILED(
      Hop.STACK,
      Severity.BROKEN,
      "A deployment failed, and CloudFormation could not go back to what was there.",
      "Look at the events of the stack for the first failure, mend that, deploy again."),
  /** The last deployment failed; the one before is there. */
  STACK_ROLLED_BACK(
      Hop.STACK,
      Severity.WARNING,
      "The last deployment failed; what was there before runs on.",
      "Look at the events of the stack for the first failure, mend that, deploy again."),
  /** The stack is being changed. */
  STACK_CHANGING(
      Hop.STACK, Severity.WARNING, "Somebody deploys or removes it just now.", "Wait, look again."),
  /** The stack writes to another bucket than Snowflake reads. */
  STACK_OF_ANOTHER_BUCKET(
      Hop.STACK,
      Severity.BROKEN,
      "The stack writes to another bucket than the one that Snowflake is to read.",
      "Give Snowflake the bucket of the stack (`--bucket`), or the stack that of Snowflake (the"
          + " setting `bucket`)."),

  /** There is no such function. */
  FUNCTION_MISSING(
      Hop.FUNCTIONS,
      Severity.BROKEN,
      "Somebody removed the function, or the stack has another name.",
      "Deploy the stack again."),
  /** Lambda cannot run the function. */
  FUNCTION_UNABLE(
      Hop.FUNCTIONS,
      Severity.BROKEN,
      "Lambda says that the function cannot run, or that its last update failed.",
      "Mend what Lambda says, deploy again."),
  /** Nothing called the function when it should have been. */
  FUNCTION_SILENT(
      Hop.FUNCTIONS,
      Severity.BROKEN,
      "Nothing called the function for longer than its schedule says, or since log files arrived.",
      "See the findings about the schedule and the notifications; call it once by hand."),
  /** The function's last invocations failed. */
  FUNCTION_FAILING(
      Hop.FUNCTIONS,
      Severity.BROKEN,
      "Invocations of the last hour in which the function ran failed. A scheduled function fails"
          + " if any Region or dataset did; everything else has landed.",
      "Its log has a line of JSON with every failure; the freshness below names the scopes."),
  /** Invocations of the last day failed, the last ones did not. */
  FUNCTION_FAILED_BEFORE(
      Hop.FUNCTIONS,
      Severity.WARNING,
      "Invocations of the last 24 hours failed, and later ones did not.",
      "Nothing, if it passed; its log says what it was."),
  /** Invocations were refused. */
  FUNCTION_THROTTLED(
      Hop.FUNCTIONS,
      Severity.WARNING,
      "Lambda refused invocations of the last 24 hours: the account's concurrency was used up, or"
          + " the function has none reserved.",
      "Raise the account's limit, or the function's reserved concurrency."),
  /** Log files wait that could not be taken. */
  LOG_FILES_WAITING(
      Hop.FUNCTIONS,
      Severity.BROKEN,
      "Events of log files that could not be taken after every retry lie in the queue; they are"
          + " kept for 14 days.",
      "Mend the cause, which the log says, then send them back: `snowwatch cloudtrail redrive`, or as"
          + " snowwatch-serverless/README.md shows."),

  /** Nothing calls the function. */
  SCHEDULE_MISSING(
      Hop.SCHEDULE,
      Severity.BROKEN,
      "No rule of EventBridge calls the function.",
      "Deploy the stack again."),
  /** The rule that calls the function is off. */
  SCHEDULE_DISABLED(
      Hop.SCHEDULE, Severity.BROKEN, "Somebody disabled the rule.", "Enable the rule."),

  /** No trail delivers to the bucket. */
  TRAIL_MISSING(
      Hop.TRAIL,
      Severity.BROKEN,
      "No trail of the account delivers to the bucket.",
      "Deploy with `createTrail: true`, or let a trail of yours deliver there."),
  /** The trail is stopped. */
  TRAIL_STOPPED(
      Hop.TRAIL, Severity.BROKEN, "Somebody stopped the trail's logging.", "Start it again."),
  /** CloudTrail cannot write to the bucket. */
  TRAIL_DELIVERY_FAILS(
      Hop.TRAIL,
      Severity.BROKEN,
      "CloudTrail cannot write to the bucket: its policy, or the policy of its KMS key, does not"
          + " let it.",
      "Put back the bucket's policy as resources.yml has it."),
  /** The trail has delivered nothing for long. */
  TRAIL_SILENT(
      Hop.TRAIL,
      Severity.BROKEN,
      "CloudTrail delivers within minutes, and the functions' own calls are events; yet nothing"
          + " came for hours.",
      "Look at what the trail selects, and at its bucket and prefix."),

  /** There is no such bucket. */
  BUCKET_MISSING(
      Hop.BUCKET,
      Severity.BROKEN,
      "The bucket is not there: it was removed, or has another name.",
      "Deploy the stack again, or name the bucket (`--bucket`)."),

  /** The bucket does not tell the pipes. */
  NOTIFICATION_MISSING(
      Hop.NOTIFICATIONS,
      Severity.BROKEN,
      "The bucket does not tell Snowflake's queue of new objects in every directory: it was never"
          + " set up, somebody replaced the bucket's list of notifications, or the queue is another"
          + " now.",
      "`snowwatch snowflake apply` adds them and keeps those of others."),
  /** Something of others' is in the way of the notification. */
  NOTIFICATION_OVERLAPS(
      Hop.NOTIFICATIONS,
      Severity.BROKEN,
      "Somebody else's notification covers the same objects, and S3 allows one of them.",
      "Let both listen to one SNS topic: the line says how."),
  /** The bucket does not tell the function of log files. */
  FUNCTION_NOT_NOTIFIED(
      Hop.NOTIFICATIONS,
      Severity.BROKEN,
      "The bucket does not call `monitorCloudtrail` for new log files.",
      "Deploy the stack again."),

  /** There is no such role. */
  ROLE_MISSING(
      Hop.TRUST,
      Severity.BROKEN,
      "The role that the integration names is not there.",
      "Deploy the stack, which makes it, or give another role (`--storage-role-arn`)."),
  /** The role trusts nobody, or another. */
  TRUST_DIFFERS(
      Hop.TRUST,
      Severity.BROKEN,
      "The role trusts nobody yet, or another principal or external id than DESC INTEGRATION shows:"
          + " the integration was made anew, or a deployment did not know it.",
      "`snowwatch snowflake apply` writes it and keeps it in settings.yml."),
  /** The role's trust is somebody else's. */
  TRUST_FOREIGN(
      Hop.TRUST,
      Severity.BROKEN,
      "The role's trust policy is not SnowWatch's and does not let Snowflake in.",
      "Put the wanted statement there yourself, or give another role."),

  /** There is no such stage. */
  STAGE_MISSING(
      Hop.STAGE,
      Severity.BROKEN,
      "The stage is not there, or SnowWatch's role may not see it.",
      "`snowwatch snowflake apply` makes it."),
  /** Snowflake cannot read the bucket. */
  STAGE_UNREADABLE(
      Hop.STAGE,
      Severity.BROKEN,
      "Snowflake cannot list the bucket: the role's trust or policy, the bucket's policy or the KMS"
          + " key's policy does not let it.",
      "See the finding about the role's trust; the line has what Snowflake says."),

  /** There is no such pipe. */
  PIPE_MISSING(
      Hop.PIPES,
      Severity.BROKEN,
      "The pipe is not there.",
      "`snowwatch snowflake apply` makes it."),
  /** The pipe is paused. */
  PIPE_PAUSED(
      Hop.PIPES,
      Severity.BROKEN,
      "Somebody paused the pipe, or its replacement was cut off. After 14 days it goes stale.",
      "Resume it; if its replacement was cut off, `snowwatch snowflake apply --replace-pipes` goes"
          + " on with it."),
  /** The pipe does not run. */
  PIPE_STOPPED(
      Hop.PIPES,
      Severity.BROKEN,
      "Snowflake stopped the pipe: its stage, table or file format was dropped or replaced, it"
          + " cannot get at the bucket or the queue, or it was paused for more than 14 days.",
      "Mend what its state says, then force it to run; see"
          + " [SYSTEM$PIPE_STATUS](https://docs.snowflake.com/en/sql-reference/functions/system_pipe_status)."),
  /** No notification ever came. */
  PIPE_HEARS_NOTHING(
      Hop.PIPES,
      Severity.BROKEN,
      "No message ever came to the pipe's queue: the bucket does not notify it.",
      "`snowwatch snowflake apply` sets up the notifications and queues what arrived meanwhile."),
  /** The pipe was not told of the newest objects. */
  PIPE_NOT_TOLD(
      Hop.PIPES,
      Severity.BROKEN,
      "Objects arrived for more than an hour after the last message that was forwarded to the pipe:"
          + " the bucket does not notify of its directory, or no more.",
      "`snowwatch snowflake apply` sets up the notifications; REFRESH queues the last 7 days."),

  /** Files could not be loaded. */
  LOAD_FAILED(
      Hop.LOADS,
      Severity.BROKEN,
      "A pipe could not load files and skipped each as a whole. A pipe never tries a file again.",
      "Mend what the first message says (`snowwatch snowflake apply --replace-pipes` for a pipe of"
          + " an earlier version), then COPY these files."),

  /** Objects in the bucket have no row. */
  OBJECTS_NOT_LOADED(
      Hop.OBJECTS,
      Severity.BROKEN,
      "A run wrote objects more than an hour ago, and no row came from them: the pipe skipped them,"
          + " or was never told of them.",
      "COPY exactly these objects; the table knows what a COPY has loaded and takes none twice."),

  /** No run of a dataset is known. */
  NO_RUNS(
      Hop.FRESHNESS,
      Severity.BROKEN,
      "In 13 days no run of the dataset has come into the table of harvest runs.",
      "See the findings before this one: a function that is not called, or objects that do not"
          + " arrive."),
  /** The last success is too old. */
  SCOPE_STALE(
      Hop.FRESHNESS,
      Severity.BROKEN,
      "The last run that succeeded in the scope is older than three periods of the schedule, or 2"
          + " hours (`--max-age`).",
      "See the message of the last run and the findings about the function."),
  /** The last run failed, an earlier one is fresh. */
  SCOPE_FAILED(
      Hop.FRESHNESS,
      Severity.WARNING,
      "The last run in the scope failed; an earlier one is not old yet.",
      "See its message; a permission or a Region that is denied fails every run."),
  /** No events came for long. */
  EVENTS_STALE(
      Hop.FRESHNESS,
      Severity.BROKEN,
      "No CloudTrail event has come into the table for long.",
      "See the findings about the trail, the function and the pipe."),

  /** Something is missing or has another form. */
  DRIFT(
      Hop.DRIFT,
      Severity.WARNING,
      "Something is not there or not as the settings say; `snowwatch snowflake plan` shows it.",
      "`snowwatch snowflake apply` makes it so."),
  /** A pipe has another definition. */
  PIPE_OUTDATED(
      Hop.DRIFT,
      Severity.WARNING,
      "A pipe has an earlier version's definition; one of 1.0 skips a file for one long value.",
      "`snowwatch snowflake apply --replace-pipes`: no file is lost and none is loaded twice."),
  /** Something of somebody else's is in the way. */
  IN_THE_WAY(
      Hop.DRIFT,
      Severity.BROKEN,
      "Something of somebody else's, or a parameter of the account, is in the way; apply does"
          + " nothing before somebody decides.",
      "The line says both sides and what to decide.");

  private final Optional<Hop> hop;
  private final Severity severity;
  private final String cause;
  private final String remedy;

  Kind(Hop hop, Severity severity, String cause, String remedy) {
    this.hop = Optional.of(hop);
    this.severity = severity;
    this.cause = cause;
    this.remedy = remedy;
  }

  Kind(Severity severity, String cause, String remedy) {
    this.hop = Optional.empty();
    this.severity = severity;
    this.cause = cause;
    this.remedy = remedy;
  }

  /**
   * Where it can be found.
   *
   * @return the hop; empty for what can be said of every one
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  public Optional<Hop> hop() {
    return hop;
  }

  /**
   * How bad it is.
   *
   * @return the severity
   */
  public Severity severity() {
    return severity;
  }

  /**
   * What leads to it.
   *
   * @return a sentence or two of Markdown
   */
  public String cause() {
    return cause;
  }

  /**
   * What mends it.
   *
   * @return a sentence or two of Markdown
   */
  public String remedy() {
    return remedy;
  }
}
