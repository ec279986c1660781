package io.snowwatch.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code snowwatch deploy}. */
@Command(
    name = "deploy",
    description = "Looks after the deployment of the stack.",
    synopsisSubcommandLabel = "COMMAND")
final class DeployCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  DeployCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "Name a command; snowwatch deploy --help lists them.");
  }
}
