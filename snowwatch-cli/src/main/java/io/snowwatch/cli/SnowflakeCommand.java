package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.snowflake.Access;
import io.snowwatch.snowflake.Section;
import io.snowwatch.snowflake.SnowflakePlan;
import io.snowwatch.snowflake.SnowflakeSettings;
import io.snowwatch.snowflake.Statement;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

    @Option(
        names = "--account-id",
        paramLabel = "ID",
        required = true,
        description = "The AWS account whose bucket is read, 12 digits.")
    private String accountId = "";

    @Option(
        names = "--bucket",
        paramLabel = "NAME",
        description = "The bucket. Default: snowwatch-<account id>.")
    private @Nullable String bucket;

    @Option(
        names = "--access",
        paramLabel = "KIND",
        description =
            "How Snowflake reads the bucket: ${COMPLETION-CANDIDATES}. Keys are never"
                + " printed: the SQL has places to fill in. Default: STORAGE_INTEGRATION.")
    private @Nullable Access access;

    @Option(
        names = "--storage-role-arn",
        paramLabel = "ARN",
        description =
            "The IAM role of the storage integration. Default: the account's"
                + " snowwatch-snowflake.")
    private @Nullable String storageRoleArn;

    @Option(
        names = "--storage-external-id",
        paramLabel = "ID",
        description = "The external id in that role's trust. Default: snowwatch-<account id>.")
    private @Nullable String storageExternalId;

    @Option(names = "--storage-integration", paramLabel = "NAME", description = "Its name.")
    private @Nullable String storageIntegration;

    @Option(names = "--database", paramLabel = "NAME", description = "The database's name.")
    private @Nullable String database;

    @Option(
        names = "--landing-schema",
        paramLabel = "NAME",
        description = "The name of the landing tables' schema.")
    private @Nullable String landingSchema;

    @Option(
        names = "--bi-schema",
        paramLabel = "NAME",
        description = "The name of the readers' schema.")
    private @Nullable String biSchema;

    @Option(names = "--warehouse", paramLabel = "NAME", description = "The warehouse's name.")
    private @Nullable String warehouse;

    @Option(
        names = "--owner-role",
        paramLabel = "NAME",
        description = "The name of the role that owns everything.")
    private @Nullable String ownerRole;

    @Option(
        names = "--bi-read-role",
        paramLabel = "NAME",
        description = "The name of the readers' role.")
    private @Nullable String biReadRole;

    @Option(names = "--stage", paramLabel = "NAME", description = "The stage's name.")
    private @Nullable String stage;

    @Option(names = "--file-format", paramLabel = "NAME", description = "The file format's name.")
    private @Nullable String fileFormat;

    @Option(
        names = "--snow-alert",
        description = "Let SnowAlert's results be read, by a role of its own.")
    private boolean snowAlert;

    @Option(
        names = "--section",
        paramLabel = "SECTION",
        split = ",",
        description = "Print these sections only: ${COMPLETION-CANDIDATES}.")
    private List<Section> sections = new ArrayList<>();

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
      SnowflakePlan plan = SnowflakePlan.of(Sources.catalog(), settings());
      String sql = sections.isEmpty() ? plan.print() : print(plan);
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

    private String print(SnowflakePlan plan) {
      StringBuilder sql = new StringBuilder();
      for (Section section : sections) {
        for (Statement statement : plan.statements(section)) {
          sql.append(statement.sql()).append(";\n\n");
        }
      }
      return sql.toString();
    }

    private SnowflakeSettings settings() {
      SnowflakeSettings.Builder settings =
          SnowflakeSettings.builder()
              .accountId(accountId)
              .directoriesFrom(Sources.catalog(), console.environment());
      set(bucket, settings::bucket);
      set(access, settings::access);
      set(storageRoleArn, settings::storageRoleArn);
      set(storageExternalId, settings::storageExternalId);
      set(storageIntegration, settings::storageIntegration);
      set(database, settings::database);
      set(landingSchema, settings::landingSchema);
      set(biSchema, settings::biSchema);
      set(warehouse, settings::warehouse);
      set(ownerRole, settings::ownerRole);
      set(biReadRole, settings::biReadRole);
      set(stage, settings::stage);
      set(fileFormat, settings::fileFormat);
      if (snowAlert) {
        settings.snowAlertRole(SnowflakeSettings.SNOW_ALERT_ROLE);
      }
      return settings.build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setting) {
      if (value != null) {
        setting.accept(value);
      }
    }
  }
}
