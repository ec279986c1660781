package io.snowwatch.cli;

import io.snowwatch.local.LocalEstate;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
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
