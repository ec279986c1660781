package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.answers.Check;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.local.EstateCopy;
import io.snowwatch.local.EstateCopy.Needs;
import io.snowwatch.local.LocalEstate;
import io.snowwatch.snowflake.live.SnowflakeConnection;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.S3Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What was harvested, for the commands that answer questions. */
final class EstateOptions {

  private static final String IN = "--in";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = IN,
      paramLabel = "FOLDER",
      description =
          "What snowwatch harvest wrote: a folder, or s3://bucket/prefix, of which only what is"
              + " needed is read: the latest complete run of each account and Region, and events of"
              + " 90 days.")
  private @Nullable String in;

  @Option(
      names = "--connection",
      paramLabel = "NAME",
      description =
          "Ask Snowflake instead, by a connection of its connections.toml or config.toml; the views"
              + " are those of snowwatch snowflake apply.")
  private @Nullable String connection;

  @Option(
      names = "--schema",
      paramLabel = "DATABASE.SCHEMA",
      defaultValue = "SNOWWATCH.BI",
      description = "Where the views are in Snowflake. Default: ${DEFAULT-VALUE}.")
  private String schema = "";

  @Option(
      names = "--history",
      description =
          "Read every run of the bucket, for FIRST_SEEN; queries of history and the report do by"
              + " themselves.")
  private boolean history;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      description =
          "Keep history in a file of DuckDB: what complete runs saw stays known when their objects"
              + " are gone. Made where there is none.")
  private @Nullable Path database;

  @Mixin private AwsOptions aws = new AwsOptions();

  @Mixin private Plugins plugins = new Plugins();

  /** What may have been harvested: the built-in sources and those of the jars. */
  Catalog catalog() {
    return plugins.sources().catalog();
  }

  /** What can be checked: the built-in checks and those of the jars. */
  KnownChecks checks() {
    return plugins.checks();
  }

  /** What opens a folder, and what of a bucket it takes to answer. */
  private record Question(Needs needs, Function<Path, LocalEstate> how) {}

  /** Where the answers are; it can be opened several times until it is closed. */
  final class Place implements AutoCloseable {

    private final Console console;
    private final Optional<Path> copy;
    private final Optional<AwsOptions.Reached> reached;
    private final Optional<ObjectStore> bucket;

    private Place(Console console) {
      this.console = console;
      Optional<S3Location> location =
          connection == null && Target.isS3(given())
              ? Optional.of(S3Location.parse(given()))
              : Optional.empty();
      reached = location.map(l -> aws.reach(console));
      try {
        reached.ifPresent(r -> Target.check(given(), r.accounts().get(0)));
        bucket = location.map(l -> Target.s3(l, reached.orElseThrow().accounts().get(0)));
        copy = location.map(l -> scratch());
      } catch (RuntimeException e) {
        reached.ifPresent(AwsOptions.Reached::close);
        throw e;
      }
    }

    private static Path scratch() {
      try {
        return Files.createTempDirectory("snowwatch-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** For any question. */
    AskedEstate forAll() {
      return open(all(Needs.all(catalog(), true)));
    }

    /** For a query. */
    AskedEstate forQuery(String sql) {
      return open(all(Needs.of(sql, catalog(), readsHistory())));
    }

    private Question all(Needs needs) {
      Optional<Path> kept = Optional.ofNullable(database);
      return new Question(
          needs,
          folder ->
              kept.isEmpty()
                  ? LocalEstate.open(folder, catalog())
                  : LocalEstate.openKeeping(folder, catalog(), kept.get()));
    }

    /** For checks. */
    AskedEstate forChecks(
        List<Check> checks, List<String> requiredTags, Optional<Path> exceptions) {
      if (connection != null && (exceptions.isPresent() || !requiredTags.isEmpty())) {
        throw new ConfigurationException(
            List.of(
                "In Snowflake exceptions and required tags are rows of the tables CHECK_EXCEPTIONS and REQUIRED_TAGS in %s: add them there, and leave --exceptions and --require-tag out."
                    .formatted(schema)));
      }
      Optional<Path> kept = Optional.ofNullable(database);
      return open(
          new Question(
              Needs.of(checks, catalog(), readsHistory()),
              folder ->
                  kept.isEmpty()
                      ? LocalEstate.openFor(folder, catalog(), checks, requiredTags, exceptions)
                      : LocalEstate.openKeepingFor(
                          folder, catalog(), kept.get(), checks, requiredTags, exceptions)));
    }

    private boolean readsHistory() {
      return history || database != null;
    }

    private AskedEstate open(Question question) {
      if (connection != null) {
        return SnowflakeAsked.of(
            SnowflakeConnection.named(connection, console.environment()).open(), schema);
      }
      if (bucket.isEmpty()) {
        return new LocallyAsked(question.how().apply(Path.of(given())));
      }
      return new LocallyAsked(
          EstateCopy.open(
              bucket.get(), catalog(), copy.orElseThrow(), question.needs(), question.how()));
    }

    @Override
    public void close() throws IOException {
      reached.ifPresent(AwsOptions.Reached::close);
      if (copy.isPresent()) {
        Scratch.delete(copy.get());
      }
    }
  }

  /**
   * Where the answers are.
   *
   * @throws MissingParameterException if nobody said
   */
  Place place(Console console) {
    if (connection == null) {
      given();
    } else if (in != null || database != null) {
      throw new ConfigurationException(
          List.of(
              "--connection asks Snowflake, --in and --database this machine: leave one of them out."));
    } else if (!schema.matches("[A-Za-z_][\\w$]*\\.[A-Za-z_][\\w$]*")) {
      throw new ConfigurationException(
          List.of("'%s' is no schema: write DATABASE.SCHEMA.".formatted(schema)));
    }
    return new Place(console);
  }

  private String given() {
    if (in == null) {
      CommandSpec command = Objects.requireNonNull(spec);
      throw new MissingParameterException(
          command.commandLine(),
          command.findOption(IN),
          "Missing required option: '%s=FOLDER', s3://bucket/prefix, or '--connection=NAME'"
              .formatted(IN));
    }
    return in;
  }

  /**
   * Says what could not be read.
   *
   * @return whether all could
   */
  static boolean isWhole(AskedEstate estate, Console console) {
    estate.problems().forEach(problem -> console.err().println("snowwatch: " + problem));
    return estate.problems().isEmpty();
  }
}
