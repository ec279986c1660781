package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.SnowWatchException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import software.amazon.awssdk.core.exception.SdkException;

/** The command {@code snowwatch}. */
@Command(
    name = "snowwatch",
    description = "Gathers data about AWS accounts in a form that Snowflake ingests by itself.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = SnowWatch.Version.class,
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Everything was done.",
      "1:A part failed and is reported; everything else was done.",
      "2:An option or a setting is wrong; nothing was done.",
      "3:AWS or Snowflake could not be reached, or does not accept the credentials.",
      "4:A check failed that --fail-on names; snowflake plan --exit-code would change something;"
          + " doctor or deploy check found something broken.",
      "5:doctor or deploy check found nothing broken, and something that is not as it should be.",
      "6:doctor or deploy check found nothing broken, and could not see everything.",
      "70:An error that should not have happened; --verbose shows where.",
      "129:A hang-up ended it; what was not done was given up and reported.",
      "130:Ctrl-C ended it; what was not done was given up and reported.",
      "141:The reader of standard output went away.",
      "143:A request to terminate ended it; what was not done was given up and reported."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  snowwatch harvest --to ./harvest",
      "  snowwatch cloudtrail split --to ./lines ./logs",
      "  snowwatch check --in ./harvest",
      "  snowwatch snowflake print --account-id 123456789012 > setup.sql"
    })
public final class SnowWatch implements Runnable {

  /** Describes all other commands. */
  private static final String COMPLETION = "generate-completion";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show where errors come from.")
  private boolean verbose;

  SnowWatch() {}

  /**
   * Runs the command and ends the process with its exit status.
   *
   * @param args the command's arguments
   */
  public static void main(String[] args) {
    Interruption interruption = new Interruption(System::exit, Runtime.getRuntime()::halt);
    Signals.tell(interruption);
    // The JDK's: otherwise each thread would look for one, and find the Snowflake driver's.
    System.setProperty(
        "javax.xml.stream.XMLInputFactory", "com.sun.xml.internal.stream.XMLInputFactoryImpl");
    Console console =
        new Console(
            new StandardOutput(new FileOutputStream(FileDescriptor.out)),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            System.getenv(),
            Boolean.getBoolean("snowwatch.terminal"),
            interruption);
    int status = run(console, args);
    if (interruption.status() == 0 && status != ExitStatus.OUTPUT_CLOSED) {
      ClassArchive.makeIfMissing();
    }
    System.exit(status);
  }

  /**
   * Runs the command within this process.
   *
   * @param out what it prints
   * @param err its messages
   * @param environment names and values that stand for the environment's variables
   * @param args the command's arguments
   * @return the exit status
   */
  public static int run(
      OutputStream out, PrintWriter err, Map<String, String> environment, String... args) {
    return run(new Console(out, err, environment, false), args);
  }

  static int run(Console console, String... args) {
    int status = isVersion(args) ? printVersion(console) : commandLine(console, args).execute(args);
    if (console.interruption().status() != 0) {
      return console.interruption().status();
    }
    return printed(console) ? status : notPrinted(console);
  }

  /** The version alone needs no command, each of which takes its time to be described. */
  private static boolean isVersion(String... args) {
    return args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"));
  }

  private static int printVersion(Console console) {
    PrintWriter out = console.text();
    out.println(new Version().getVersion()[0]);
    out.flush();
    return ExitStatus.OK;
  }

  private static boolean printed(Console console) {
    try {
      console.out().flush();
    } catch (IOException e) {
      // It is remembered.
    }
    return console.out().failure().isEmpty();
  }

  /** What was printed is not whole, whatever else was done. */
  private static int notPrinted(Console console) {
    if (console.out().isClosedByReader()) {
      return ExitStatus.OUTPUT_CLOSED;
    }
    console
        .out()
        .failure()
        .ifPresent(
            e ->
                console
                    .err()
                    .println(
                        ("snowwatch: Standard output could not be written: %s What was printed is"
                                + " not all: print to where there is room.")
                            .formatted(AwsProfile.reason(e))));
    return ExitStatus.PART_FAILED;
  }

  /** To describe a command takes its time, which nobody need wait for who named another one. */
  static CommandLine commandLine(Console console, String... args) {
    SnowWatch top = new SnowWatch();
    CommandLine line = new CommandLine(top);
    Map<String, Supplier<CommandLine>> all = commands(console);
    @Nullable Supplier<CommandLine> named =
        args.length == 0 || args[0].equals(COMPLETION) ? null : all.get(args[0]);
    if (named == null) {
      all.forEach((name, command) -> line.addSubcommand(name, command.get()));
    } else {
      line.addSubcommand(args[0], named.get());
    }
    line.registerConverter(Instant.class, SnowWatch::time);
    line.registerConverter(URI.class, SnowWatch::url);
    line.setOut(console.text());
    line.setErr(console.err());
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, arguments) -> badUsage(e, console));
    line.setExecutionExceptionHandler((e, command, result) -> failed(e, top.verbose, console));
    return line;
  }

  private static Map<String, Supplier<CommandLine>> commands(Console console) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("harvest", () -> new CommandLine(new HarvestCommand(console)));
    commands.put(
        "cloudtrail",
        () ->
            new CommandLine(new CloudTrailCommand())
                .addSubcommand(new CloudTrailRedriveCommand(console))
                .addSubcommand(new CloudTrailSplitCommand(console))
                .addSubcommand(new CloudTrailVerifyCommand(console)));
    commands.put(
        "snowflake",
        () ->
            new CommandLine(new SnowflakeCommand())
                .addSubcommand(new SnowflakeCommand.Plan(console))
                .addSubcommand(new SnowflakeCommand.ApplyCommand(console))
                .addSubcommand(new SnowflakeCommand.DropCommand(console))
                .addSubcommand(new SnowflakeCommand.Print(console)));
    commands.put(
        "deploy",
        () -> new CommandLine(new DeployCommand()).addSubcommand(new DeployCheckCommand(console)));
    commands.put("doctor", () -> new CommandLine(new DoctorCommand(console)));
    commands.put("check", () -> new CommandLine(new CheckCommand(console)));
    commands.put("query", () -> new CommandLine(new QueryCommand(console)));
    commands.put("report", () -> new CommandLine(new ReportCommand(console)));
    commands.put("sources", () -> new CommandLine(new SourcesCommand(console)));
    commands.put(COMPLETION, () -> new CommandLine(new picocli.AutoComplete.GenerateCompletion()));
    return commands;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'" + text + "' is no time: give it in UTC, such as 2026-11-24T00:00:00Z.");
    }
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (url.getScheme() != null && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "'" + text + "' is no URL: give one such as http://localhost:5000.");
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "Name a command; snowwatch --help lists them.");
  }

  private static int badUsage(ParameterException e, Console console) {
    console.err().println("snowwatch: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, console.err());
    console
        .err()
        .println(
            "Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' for help.");
    return ExitStatus.BAD_USAGE;
  }

  private static int failed(Exception e, boolean verbose, Console console) {
    if (console.out().failure().isPresent() || console.interruption().status() != 0) {
      // Which is said in the end, and is why.
      return ExitStatus.PART_FAILED;
    }
    if (verbose) {
      e.printStackTrace(console.err());
    }
    if (e instanceof ConfigurationException configuration) {
      return print(configuration.problems(), ExitStatus.BAD_USAGE, console);
    }
    if (e instanceof UnreachableException
        || e instanceof io.snowwatch.snowflake.live.SnowflakeUnreachableException) {
      return print(List.of(String.valueOf(e.getMessage())), ExitStatus.AWS_UNREACHABLE, console);
    }
    if (e instanceof SdkException) {
      return print(
          List.of(
              "AWS could not be asked: "
                  + e.getMessage()
                  + " Check the credentials (AWS_PROFILE, --profile), AWS_REGION and the network."),
          ExitStatus.AWS_UNREACHABLE,
          console);
    }
    if (e instanceof SnowWatchException) {
      return print(List.of(String.valueOf(e.getMessage())), ExitStatus.PART_FAILED, console);
    }
    return print(
        List.of("Unexpected " + e + (verbose ? "" : "; --verbose shows where")),
        ExitStatus.UNEXPECTED,
        console);
  }

  private static int print(List<String> problems, int status, Console console) {
    problems.forEach(problem -> console.err().println("snowwatch: " + problem));
    return status;
  }

  /** The version, which the build writes to the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {"snowwatch " + number()};
    }

    static String number() {
      String version = SnowWatch.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }
  }
}
