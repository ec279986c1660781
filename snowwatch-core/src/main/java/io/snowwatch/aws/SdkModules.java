package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules of the AWS SDK, of which whoever embeds SnowWatch brings those that are called: one
 * for each service, as large as the service is.
 *
 * <p>Stateless and safe for use by several threads.
 */
public final class SdkModules {

  private static final String GROUP = "software.amazon.awssdk";

  /** A class of a service, whose package is named like the module that it is in. */
  private static final Pattern SERVICE_CLASS =
      Pattern.compile("software[./]amazon[./]awssdk[./]services[./]([a-z0-9]+)[./].*");

  private SdkModules() {}

  /**
   * Makes a call whose service may have no module on the class path.
   *
   * @param <T> what the call returns
   * @param call the call; what it mentions of the service it mentions in its own body only, for
   *     Java looks up the types of a lambda expression before the call
   * @return what the call returns
   * @throws ConfigurationException naming the Maven artifact, if its module is missing
   */
  public static <T> T needed(Supplier<T> call) {
    try {
      return call.get();
    } catch (NoClassDefFoundError e) {
      throw missing(e)
          .map(problem -> new ConfigurationException(List.of(problem), e))
          .orElseThrow(() -> e);
    }
  }

  /**
   * Says which module is missing.
   *
   * @param thrown what Java threw for want of a class
   * @return what is missing, and the remedy; empty if it is no class of a service
   */
  static Optional<String> missing(Throwable thrown) {
    boolean absent = false;
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      absent |= each instanceof NoClassDefFoundError;
      Matcher service = SERVICE_CLASS.matcher(String.valueOf(each.getMessage()));
      if (absent && service.matches()) {
        return Optional.of(
            "The AWS SDK's module '%2$s' is not on the class path: add the dependency %1$s:%2$s, or io.snowwatch:snowwatch-aws-services (type pom) for those of all built-in sources."
                .formatted(GROUP, service.group(1)));
      }
    }
    return Optional.empty();
  }
}
