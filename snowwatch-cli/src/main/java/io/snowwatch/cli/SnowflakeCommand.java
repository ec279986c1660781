package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.snowflake.ObjectNames;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.snowflake.aws.Wiring;
import io.snowwatch.snowflake.live.Action;
import io.snowwatch.snowflake.live.Apply;
import io.snowwatch.snowflake.live.ApplyException;
import io.snowwatch.snowflake.live.ApplyReport;
import io.snowwatch.snowflake.live.BucketFacts;
import io.snowwatch.snowflake.live.Difference;
import io.snowwatch.snowflake.live.Drop;
import io.snowwatch.snowflake.live.Listener;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeConnection;
import io.snowwatch.snowflake.live.StageKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code snowwatch snowflake}. */
@Command(
    name = "snowflake",
    description = "Sets up Snowflake.",
    synopsisSubcommandLabel = "COMMAND")
final class SnowflakeCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  SnowflakeCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "Name a command; snowwatch snowflake --help lists them.");
  }

  /** How to reach Snowflake, and how to print. */
  static final class Live {

    @Option(
        names = "--connection",
        paramLabel = "NAME",
        description =
            "A connection of Snowflake's connections.toml or config.toml. Default: the one that"
                + " SNOWFLAKE_DEFAULT_CONNECTION_NAME names, SNOWFLAKE_* variables, or 'default'.")
    private @Nullable String connection;

    @Option(
        names = "--output",
        paramLabel = "FORMAT",
        defaultValue = "TEXT",
        description = "text (default) or json.")
    private SnowflakeOutput.Format format = SnowflakeOutput.Format.TEXT;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean yes;

    @Option(names = "--no-aws", description = "Leave AWS alone; apply prints what it needs.")
    private boolean noAws;

    @Option(
        names = "--no-snowflake",
        description =
            "Leave Snowflake alone: apply does the AWS side with --principal and --queue, which say"
                + " what Snowflake would have said.")
    private boolean noSnowflake;

    SnowflakeClient open(Console console) {
      if (noSnowflake) {
        throw new ConfigurationException(
            List.of(
                "Only apply and doctor have something to do with --no-snowflake: leave it out."));
      }
      return (connection == null
              ? SnowflakeConnection.fromEnvironment(console.environment())
              : SnowflakeConnection.named(connection, console.environment()))
          .open();
    }

    boolean leavesAwsOut() {
      return noAws;
    }

    boolean leavesSnowflakeOut() {
      return noSnowflake;
    }

    boolean isJson() {
      return format == SnowflakeOutput.Format.JSON;
    }
  }

  /** The AWS side of plan and apply. */
  static final class Wires {

    @Mixin private AwsOptions aws = new AwsOptions();

    @Option(
        names = "--stack-settings",
        paramLabel = "FILE",
        defaultValue = "snowwatch-serverless/settings.yml",
        description =
            "The deployment's settings, which are completed by what Snowflake says and what the stack"
                + " was given. Default: ${DEFAULT-VALUE}, if its folder is there.")
    private @Nullable Path stackSettings;

    /** Whether these parts of the plan have anything to do with AWS. */
    static boolean areAbout(Set<Section> sections) {
      return sections.isEmpty()
          || sections.contains(Section.STORAGE_ACCESS)
          || sections.contains(Section.PIPES);
    }

    AwsOptions.Reached reach(Console console) {
      return aws.reach(console);
    }

    AwsBucketSide side(AwsAccount account, SnowflakePlan plan, Console console) {
      return new AwsBucketSide(account, plan, Optional.ofNullable(stackSettings), console.err());
    }
  }

  /** {@code snowwatch snowflake print}. */
  @Command(
      name = "print",
      description = {
        "Prints the SQL that sets up Snowflake, to be run from top to bottom.",
        "Running it again changes nothing; a set-up of SnowWatch 1.0 is completed and keeps its"
            + " rows. Directories follow the environment variables of the functions."
      },
      footer = {
        "  snowwatch snowflake print --account-id 123456789012 > setup.sql",
        "  snowwatch snowflake print --account-id 123456789012 --section TABLES,PIPES",
        "  snowwatch snowflake print --account-id 123456789012 --database WATCH --snow-alert"
      })
  static final class Print implements Callable<Integer> {

    private final Console console;

    @Mixin private SnowflakeOptions options = new SnowflakeOptions();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "Write to a file instead of standard output.")
    private @Nullable Path output;

    Print(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      SnowflakePlan plan = options.plan(console);
      String sql = options.sections().isEmpty() ? plan.print() : print(plan, options.sections());
      if (output != null) {
        write(sql, output);
        return ExitStatus.OK;
      }
      PrintWriter out = console.text();
      out.print(sql);
      out.flush();
      return ExitStatus.OK;
    }

    private static void write(String sql, Path file) {
      try {
        Files.writeString(file, sql);
      } catch (IOException e) {
        throw new ConfigurationException(
            List.of(
                "%s could not be written: %s Name a file in a folder that you may write to."
                    .formatted(file, e)),
            e);
      }
    }

    private static String print(SnowflakePlan plan, Set<Section> sections) {
      StringBuilder sql = new StringBuilder();
      for (Section section : sections) {
        for (Statement statement : plan.statements(section)) {
          sql.append(statement.sql()).append(";\n\n");
        }
      }
      return sql.toString();
    }
  }

  /** {@code snowwatch snowflake plan}. */
  @Command(
      name = "plan",
      description = {
        "Shows what apply would do, and changes nothing.",
        "It looks by SHOW and DESC only and needs no warehouse. + creates, ~ changes in place, ! replaces"
            + " a pipe, x stands in the way."
      },
      footer = {
        "  snowwatch snowflake plan --account-id 123456789012",
        "  snowwatch snowflake plan --account-id 123456789012 --connection prod --exit-code"
      })
  static final class Plan implements Callable<Integer> {

    private final Console console;

    @Mixin private SnowflakeOptions options = new SnowflakeOptions();
    @Mixin private Live live = new Live();
    @Mixin private Wires wires = new Wires();

    @Option(
        names = "--exit-code",
        description =
            "End with exit status 4 if anything would change, and with 3 if nothing else would and"
                + " AWS could not be seen.")
    private boolean exitCode;

    Plan(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      SnowflakePlan plan = options.plan(console);
      try (SnowflakeClient client = live.open(console)) {
        Difference difference = Difference.between(plan, client, options.sections());
        List<String> unseen = new ArrayList<>();
        List<Wiring> wirings = wirings(plan, client, unseen);
        SnowflakeOutput output = new SnowflakeOutput(console.text());
        if (live.isJson()) {
          output.json(difference, wirings, unseen);
        } else {
          unseen.forEach(console.err()::println);
          output.text(difference, wirings);
        }
        return exitCode ? status(!difference.isEmpty(), wirings, unseen) : ExitStatus.OK;
      }
    }

    /** Nobody's word that nothing would change counts where somebody could not look. */
    static int status(boolean differs, List<Wiring> wirings, List<String> unseen) {
      if (differs || wirings.stream().anyMatch(w -> w.action() != Wiring.Action.NONE)) {
        return ExitStatus.CHANGES;
      }
      return unseen.isEmpty() ? ExitStatus.OK : ExitStatus.AWS_UNREACHABLE;
    }

    /** Whoever plans may have no credentials for AWS. */
    private List<Wiring> wirings(SnowflakePlan plan, SnowflakeClient client, List<String> unseen) {
      if (live.noAws || !Wires.areAbout(options.sections())) {
        return List.of();
      }
      try (AwsOptions.Reached reached = wires.reach(console)) {
        return wires
            .side(reached.accounts().get(0), plan, console)
            .plan(BucketFacts.read(plan, client));
      } catch (SdkException | UnreachableException | ConfigurationException e) {
        unseen.add(
            "The AWS side could not be seen (--no-aws leaves it out): " + AwsProfile.reason(e));
        return List.of();
      }
    }
  }

  /** {@code snowwatch snowflake apply}. */
  @Command(
      name = "apply",
      description = {
        "Sets up Snowflake and the AWS side with it: does exactly what plan shows.",
        "Run it again at any time: it goes on where it stopped, and changes nothing where nothing"
            + " differs. Nothing is done while something is in the way."
      },
      footer = {
        "  snowwatch snowflake apply --account-id 123456789012",
        "  snowwatch snowflake apply --account-id 123456789012 --connection prod --yes --output json",
        "  snowwatch snowflake apply --account-id 123456789012 --replace-pipes",
        "  snowwatch snowflake apply --account-id 123456789012 --section TABLES --section VIEWS"
      })
  static final class ApplyCommand implements Callable<Integer> {

    private final Console console;

    @Spec private @Nullable CommandSpec spec;
    @Mixin private SnowflakeOptions options = new SnowflakeOptions();
    @Mixin private Live live = new Live();
    @Mixin private Wires wires = new Wires();

    @Option(
        names = "--replace-pipes",
        description = "Give pipes of an earlier version today's definition.")
    private boolean replacePipes;

    @Option(
        names = "--principal",
        paramLabel = "ARN",
        description = "With --no-snowflake: STORAGE_AWS_IAM_USER_ARN of DESC INTEGRATION.")
    private @Nullable String principal;

    @Option(
        names = "--queue",
        paramLabel = "ARN",
        description = "With --no-snowflake: notification_channel of SHOW PIPES.")
    private @Nullable String queue;

    ApplyCommand(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      SnowflakePlan plan = options.plan(console);
      if (live.noSnowflake) {
        return awsAlone(plan);
      }
      try (SnowflakeClient client = live.open(console)) {
        Difference difference = Difference.between(plan, client, options.sections());
        if (live.noAws || !Wires.areAbout(options.sections())) {
          agree(difference, List.of());
          return run(plan, client, difference, Optional.empty());
        }
        try (AwsOptions.Reached reached = wires.reach(console)) {
          AwsBucketSide side = wires.side(reached.accounts().get(0), plan, console);
          List<Wiring> wirings = side.plan(BucketFacts.read(plan, client));
          agree(difference, wirings);
          if (difference.changes(Action.CONFLICT).isEmpty()) {
            // Before the first statement, as whatever is in the way in Snowflake.
            wirings.forEach(Wiring::orThrow);
          }
          return run(plan, client, difference, Optional.of(side));
        }
      }
    }

    private void agree(Difference difference, List<Wiring> wirings) {
      if (!live.isJson()) {
        new SnowflakeOutput(console.text()).text(difference, wirings);
      }
      boolean hasWork =
          wirings.stream().anyMatch(wiring -> wiring.action() == Wiring.Action.CHANGE)
              || difference.changes().stream()
                  .anyMatch(
                      change ->
                          change.action() != Action.CONFLICT
                              && (change.action() != Action.REPLACE_PIPE || replacePipes));
      boolean inTheWay =
          !difference.changes(Action.CONFLICT).isEmpty()
              || wirings.stream().anyMatch(w -> w.action() == Wiring.Action.CONFLICT);
      if (hasWork && !inTheWay) {
        Confirmation.require(live.yes, "Do it?", console);
      }
    }

    private int run(
        SnowflakePlan plan,
        SnowflakeClient client,
        Difference difference,
        Optional<AwsBucketSide> side) {
      Apply apply = Apply.of(plan, client).tell(new Progress(console));
      side.ifPresent(apply::with);
      if (replacePipes) {
        apply.replacingPipes();
      }
      String keyId = console.environment().get("SNOWWATCH_STAGE_KEY_ID");
      String secretKey = console.environment().get("SNOWWATCH_STAGE_SECRET_KEY");
      if (keyId != null && secretKey != null) {
        apply.with(new StageKey(keyId, secretKey));
      }
      try {
        ApplyReport report = apply.run(difference, options.sections());
        print(report);
        return ExitStatus.OK;
      } catch (ApplyException e) {
        String next = nextCommand();
        if (live.isJson()) {
          new SnowflakeOutput(console.text()).json(e, next);
        }
        console.err().println("snowwatch: " + e.getMessage());
        console.err().println("  next:      " + next);
        return ExitStatus.PART_FAILED;
      }
    }

    private void print(ApplyReport report) {
      if (live.isJson()) {
        new SnowflakeOutput(console.text()).json(report);
        return;
      }
      PrintWriter out = console.text();
      out.println(
          report.done().isEmpty()
              ? "Nothing was changed."
              : "Done: %d changes (query tag snowwatch/%s)."
                  .formatted(report.done().size(), report.run()));
      if (!report.left().isEmpty()) {
        out.printf(
            "%d pipes have another definition: run the same with --replace-pipes, at any time.%n",
            report.left().size());
      }
      out.flush();
    }

    /** The one command that goes on: this one, which begins by looking what is there. */
    private String nextCommand() {
      return "mend what Snowflake says, then run again: snowwatch "
          + String.join(
              " ",
              Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs().isEmpty()
                  ? List.of("snowflake", "apply")
                  : root());
    }

    private List<String> root() {
      picocli.CommandLine line = Objects.requireNonNull(spec).commandLine();
      while (line.getParent() != null) {
        line = line.getParent();
      }
      return line.getParseResult().originalArgs();
    }

    private int awsAlone(SnowflakePlan plan) {
      if (principal == null && queue == null) {
        PrintWriter out = console.text();
        ObjectNames names = plan.names();
        out.println("AWS needs two things that only Snowflake knows:");
        out.printf(
            "  --principal: STORAGE_AWS_IAM_USER_ARN of DESC INTEGRATION %s%n",
            names.buckets().get(0).integration());
        out.printf(
            "  --queue:     notification_channel of SHOW PIPES IN SCHEMA %s%n",
            names.landingSchema());
        out.println("Snowflake's own side: snowwatch snowflake print, or apply --no-aws.");
        out.flush();
        return ExitStatus.BAD_USAGE;
      }
      Confirmation.require(
          live.yes, "Change the role's trust and the bucket's notifications?", console);
      try (AwsOptions.Reached reached = wires.reach(console)) {
        AwsBucketSide side = wires.side(reached.accounts().get(0), plan, console);
        ObjectNames.Bucket bucket = plan.names().buckets().get(0);
        if (principal != null) {
          side.trust(bucket, principal, bucket.storageExternalId());
        }
        if (queue != null) {
          side.announce(bucket, queue);
        }
        return ExitStatus.OK;
      }
    }
  }

  /** {@code snowwatch snowflake drop}. */
  @Command(
      name = "drop",
      description = {
        "Prints what would remove SnowWatch's objects from Snowflake; does it with --yes.",
        "Only what carries SnowWatch's mark goes, and what 1.0 made under its names. Tables and what they"
            + " lie in stay unless --with-data is given."
      },
      footer = {
        "  snowwatch snowflake drop --account-id 123456789012",
        "  snowwatch snowflake drop --account-id 123456789012 --with-data --yes"
      })
  static final class DropCommand implements Callable<Integer> {

    private final Console console;

    @Mixin private SnowflakeOptions options = new SnowflakeOptions();
    @Mixin private Live live = new Live();

    @Option(names = "--with-data", description = "Remove tables with their rows too.")
    private boolean withData;

    DropCommand(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      SnowflakePlan plan = options.plan(console);
      try (SnowflakeClient client = live.open(console)) {
        Drop drop = withData ? Drop.withData(plan, client) : Drop.keepingData(plan, client);
        if (live.isJson()) {
          new SnowflakeOutput(console.text()).json(drop);
        } else {
          print(drop);
        }
        if (live.yes) {
          drop.run(client, new Progress(console));
        }
        return ExitStatus.OK;
      }
    }

    private void print(Drop drop) {
      PrintWriter out = console.text();
      drop.statements().forEach(statement -> out.println(statement.sql() + ";"));
      drop.notes().forEach(note -> out.println("-- " + note));
      if (!live.yes) {
        out.println("-- Nothing was removed; --yes does it.");
      }
      out.flush();
    }
  }

  /** Says on standard error what runs. */
  private static final class Progress implements Listener {

    private final Console console;

    Progress(Console console) {
      this.console = console;
    }

    @Override
    public void begins(Statement statement, int number, int count) {
      if (console.terminal()) {
        console
            .err()
            .printf(
                Locale.ROOT,
                "[%d/%d] %s%n",
                number,
                count,
                statement.sql().lines().findFirst().orElse(""));
      }
    }

    @Override
    public void says(String text) {
      console.err().println(text);
    }
  }
}
