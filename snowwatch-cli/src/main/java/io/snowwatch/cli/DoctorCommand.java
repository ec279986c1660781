package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.aws.DeployedStack;
import io.snowwatch.snowflake.doctor.Diagnosis;
import io.snowwatch.snowflake.doctor.Doctor;
import io.snowwatch.snowflake.doctor.Severity;
import io.snowwatch.snowflake.live.SnowflakeClient;
import io.snowwatch.snowflake.live.SnowflakeUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code snowwatch doctor}. */
@Command(
    name = "doctor",
    description = {
      "Looks at every hop from the schedule to the row, and says what is wrong and what mends it.",
      "It changes nothing. What it cannot reach or may not see is said and never counts as well; the exit"
          + " status is that of the worst finding. Every finding: docs/doctor.md."
    },
    footer = {
      "  snowwatch doctor --account-id 123456789012",
      "  snowwatch doctor --account-id 123456789012 --connection prod --profile prod --output json",
      "  snowwatch doctor --account-id 123456789012 --no-snowflake"
    })
final class DoctorCommand implements Callable<Integer> {

  /** What apply does not have, or what says nothing about what is wanted. */
  private static final Set<String> OWN =
      Set.of(
          "--output", "--yes", "--no-aws", "--no-snowflake", "--stack", "--max-age", "--verbose");

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@+-]+");

  private final Console console;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private SnowflakeOptions options = new SnowflakeOptions();
  @Mixin private SnowflakeCommand.Live live = new SnowflakeCommand.Live();
  @Mixin private AwsOptions aws = new AwsOptions();

  @Option(
      names = "--stack",
      paramLabel = "NAME",
      defaultValue = DeployedStack.DEFAULT_NAME,
      description = "The name of the stack. Default: ${DEFAULT-VALUE}.")
  private String stack = DeployedStack.DEFAULT_NAME;

  @Option(
      names = "--max-age",
      paramLabel = "DURATION",
      description =
          "When rows are too old, such as PT6H. Default: three periods of the schedule, and not less"
              + " than two hours.")
  private @Nullable Duration maxAge;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    SnowflakePlan plan = options.plan(console);
    Doctor doctor =
        Doctor.of(options.catalog(), plan)
            .sections(options.sections())
            .stack(stack)
            .applyCommand(applyCommand());
    if (maxAge != null) {
      doctor.maxAge(maxAge);
    }
    return live.leavesSnowflakeOut()
        ? withAws(doctor.snowflakeLeftOut("--no-snowflake"), true)
        : withSnowflake(doctor);
  }

  private int withSnowflake(Doctor doctor) {
    SnowflakeClient client;
    try {
      client = live.open(console);
    } catch (SnowflakeUnreachableException | ConfigurationException e) {
      return withAws(doctor.snowflakeUnreachable(reason(e)), false);
    }
    try (client) {
      return withAws(doctor.snowflake(client), true);
    }
  }

  private int withAws(Doctor doctor, boolean reachesSnowflake) {
    if (live.leavesAwsOut()) {
      return tell(doctor.awsLeftOut("--no-aws").look(), reachesSnowflake);
    }
    AwsOptions.Reached reached;
    try {
      reached = aws.reach(console);
    } catch (SdkException | UnreachableException | ConfigurationException e) {
      return tell(
          doctor.awsUnreachable(reason(e)).look(), reachesSnowflake && !live.leavesSnowflakeOut());
    }
    try (reached) {
      return tell(doctor.aws(reached.accounts().get(0)).look(), true);
    }
  }

  private static String reason(RuntimeException e) {
    return AwsProfile.reason(e);
  }

  private int tell(Diagnosis diagnosis, boolean reachedAnything) {
    SnowflakeOutput output = new SnowflakeOutput(console.text());
    if (live.isJson()) {
      output.json(diagnosis);
    } else {
      output.text(diagnosis);
    }
    return reachedAnything ? status(diagnosis.worst()) : ExitStatus.AWS_UNREACHABLE;
  }

  static int status(Severity worst) {
    return switch (worst) {
      case OK, LEFT_OUT -> ExitStatus.OK;
      case WARNING -> ExitStatus.NOT_AS_WANTED;
      case UNSEEN -> ExitStatus.NOT_SEEN;
      case BROKEN -> ExitStatus.BROKEN;
    };
  }

  /** What makes Snowflake what these options say. */
  private String applyCommand() {
    List<String> words = new ArrayList<>(List.of("snowwatch", "snowflake", "apply"));
    for (OptionSpec option :
        Objects.requireNonNull(spec).commandLine().getParseResult().matchedOptions()) {
      if (OWN.contains(option.longestName())) {
        continue;
      }
      if (option.originalStringValues().isEmpty() || option.arity().max() == 0) {
        words.add(option.longestName());
      } else {
        option
            .originalStringValues()
            .forEach(
                value -> {
                  words.add(option.longestName());
                  words.add(quoted(value));
                });
      }
    }
    return String.join(" ", words);
  }

  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
