package io.snowwatch.cli;

import io.snowwatch.answers.Check;
import io.snowwatch.answers.KnownChecks;
import io.snowwatch.catalog.Catalog;
import io.snowwatch.local.LocalEstate;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What was harvested, for the commands that answer from a folder. */
final class EstateOptions {

  private static final String IN = "--in";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = IN,
      paramLabel = "FOLDER",
      description = "What snowwatch harvest wrote, or a copy of the bucket.")
  private @Nullable Path folder;

  @Option(
      names = "--database",
      paramLabel = "FILE",
      description =
          "Keep history in a file of DuckDB: what the folder's complete runs saw stays known when"
              + " their objects are gone. Made where there is none.")
  private @Nullable Path database;

  @Mixin private Plugins plugins = new Plugins();

  /** What may be in the folder: the built-in sources and those of the jars. */
  Catalog catalog() {
    return plugins.sources().catalog();
  }

  /** What can be checked: the built-in checks and those of the jars. */
  KnownChecks checks() {
    return plugins.checks();
  }

  /** What is in the folder, for any question. */
  LocalEstate open() {
    return database == null
        ? LocalEstate.open(folder(), catalog())
        : LocalEstate.openKeeping(folder(), catalog(), database);
  }

  /** What is in the folder, for checks. */
  LocalEstate openFor(List<Check> checks, List<String> requiredTags, Optional<Path> exceptions) {
    return database == null
        ? LocalEstate.openFor(folder(), catalog(), checks, requiredTags, exceptions)
        : LocalEstate.openKeepingFor(
            folder(), catalog(), database, checks, requiredTags, exceptions);
  }

  /**
   * The folder.
   *
   * @throws MissingParameterException if none was named
   */
  Path folder() {
    if (folder == null) {
      CommandSpec command = Objects.requireNonNull(spec);
      throw new MissingParameterException(
          command.commandLine(),
          command.findOption(IN),
          "Missing required option: '%s=FOLDER'".formatted(IN));
    }
    return folder;
  }

  /**
   * Says what of the folder could not be read.
   *
   * @return whether all could
   */
  static boolean isWhole(LocalEstate estate, Console console) {
    estate.problems().forEach(problem -> console.err().println("snowwatch: " + problem));
    return estate.problems().isEmpty();
  }
}
