package io.snowwatch.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code snowwatch cloudtrail}. */
@Command(
    name = "cloudtrail",
    description = "Works on the log files that CloudTrail delivers.",
    synopsisSubcommandLabel = "COMMAND")
final class CloudTrailCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  CloudTrailCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "Name a command; snowwatch cloudtrail --help lists them.");
  }
}
