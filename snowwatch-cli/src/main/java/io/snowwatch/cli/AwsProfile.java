package io.snowwatch.cli;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.RenewableCredentials;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * A profile of {@code ~/.aws/config} and {@code ~/.aws/credentials}, and what to tell those whose
 * profile gives no credentials.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">Shared config and
 *     credentials files</a>
 */
final class AwsProfile {

  private static final Pattern ROLE = Pattern.compile("arn:[^:]+:iam::([0-9]{12}):role/.+");
  private static final String SSO_SESSION = "sso_session";
  private static final List<String> WITH_CREDENTIALS =
      List.of(
          ProfileProperty.ROLE_ARN,
          ProfileProperty.AWS_ACCESS_KEY_ID,
          ProfileProperty.CREDENTIAL_PROCESS,
          SSO_SESSION,
          ProfileProperty.SSO_START_URL,
          ProfileProperty.SSO_ACCOUNT_ID,
          ProfileProperty.LOGIN_SESSION);

  private final String name;
  private final Map<String, Profile> profiles;
  private final Profile profile;

  private AwsProfile(String name, Map<String, Profile> profiles, Profile profile) {
    this.name = name;
    this.profiles = profiles;
    this.profile = profile;
  }

  /**
   * The profile of that name.
   *
   * @throws ConfigurationException if there is none, or the files cannot be read
   */
  static AwsProfile named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "There is no AWS profile '%s': choose from %s, or add it to ~/.aws/config."
                            .formatted(name, new TreeSet<>(all().keySet())))));
  }

  /**
   * The profile of that name, if there is one.
   *
   * @throws ConfigurationException if the files cannot be read
   */
  static Optional<AwsProfile> find(String name) {
    Map<String, Profile> profiles = all();
    return Optional.ofNullable(profiles.get(name)).map(p -> new AwsProfile(name, profiles, p));
  }

  private static Map<String, Profile> all() {
    try {
      return ProfileFile.defaultProfileFile().profiles();
    } catch (RuntimeException e) {
      throw new ConfigurationException(
          List.of("The AWS profiles cannot be read: %s Correct ~/.aws.".formatted(reason(e))), e);
    }
  }

  String name() {
    return name;
  }

  /** Whether it says where credentials come from. */
  boolean hasCredentials() {
    return WITH_CREDENTIALS.stream().anyMatch(p -> profile.property(p).isPresent());
  }

  /** The account that it leads to, as far as it says so. */
  Optional<String> accountId() {
    return profile
        .property(ProfileProperty.ROLE_ARN)
        .map(ROLE::matcher)
        .filter(Matcher::matches)
        .map(role -> role.group(1))
        .or(() -> profile.property(ProfileProperty.SSO_ACCOUNT_ID))
        .or(() -> profile.property(ProfileProperty.AWS_ACCOUNT_ID));
  }

  /**
   * Its credentials, which are there.
   *
   * @throws ConfigurationException if the profile is not complete
   * @throws UnreachableException if it gives none
   */
  AwsCredentialsProvider credentials() {
    if (profile.property("mfa_serial").isPresent()
        && profile.property(ProfileProperty.ROLE_ARN).isPresent()) {
      throw new ConfigurationException(
          List.of(
              ("The AWS profile '%1$s' asks for a code of an MFA device, which snowwatch cannot ask"
                      + " for: run eval \"$(aws configure export-credentials --profile %1$s --format"
                      + " env)\" and leave --profile out.")
                  .formatted(name)));
    }
    try {
      AwsCredentialsProvider credentials =
          RenewableCredentials.of(() -> ProfileCredentialsProvider.create(name));
      credentials.resolveCredentials();
      return credentials;
    } catch (RuntimeException e) {
      throw explained(e);
    }
  }

  /** What to tell of an exception that the SDK throws while it looks for credentials. */
  RuntimeException explained(RuntimeException e) {
    Optional<String> login = login(name, new LinkedHashSet<>());
    boolean incomplete = e instanceof IllegalArgumentException && e.getCause() == null;
    if (login.isPresent() && !incomplete && !isOfNetwork(e) && !isRefusal(e)) {
      return new UnreachableException(
          "The AWS profile '%s' needs a login, which is missing or has expired: run %s (%s)"
              .formatted(name, login.get(), reason(e)),
          e);
    }
    if (e instanceof NullPointerException) {
      // The SDK looks for the credentials in an answer that has none.
      return new UnreachableException(
          "The AWS profile '%s' gives no credentials: what answered is not AWS. Check the endpoint and the proxy."
              .formatted(name),
          e);
    }
    if (e instanceof SdkException) {
      return new UnreachableException(
          "The AWS profile '%s' gives no credentials: %s".formatted(name, reason(e)), e);
    }
    // What the SDK makes of a profile that lacks a property, or whose process fails.
    return new ConfigurationException(
        List.of(
            "The AWS profile '%s' cannot be used: %s Complete it in ~/.aws."
                .formatted(name, reason(e))),
        e);
  }

  /** The command that logs in where the profile, or one that it builds on, needs that. */
  private Optional<String> login(String of, Set<String> seen) {
    @Nullable Profile current = profiles.get(of);
    if (current == null || !seen.add(of)) {
      return Optional.empty();
    }
    Optional<String> source = current.property(ProfileProperty.SOURCE_PROFILE);
    if (current.property(ProfileProperty.ROLE_ARN).isPresent() && source.isPresent()) {
      if (!source.get().equals(of)) {
        return login(source.get(), seen);
      }
    }
    if (Stream.of(SSO_SESSION, ProfileProperty.SSO_START_URL, ProfileProperty.SSO_ACCOUNT_ID)
        .anyMatch(p -> current.property(p).isPresent())) {
      return Optional.of("aws sso login --profile " + of);
    }
    return current.property(ProfileProperty.LOGIN_SESSION).map(s -> "aws login --profile " + of);
  }

  /** The login itself is in files. */
  private static boolean isOfNetwork(Throwable e) {
    return causes(e).anyMatch(c -> c instanceof IOException && !(c instanceof FileSystemException));
  }

  /** AWS knows who asks, and says no. */
  private static boolean isRefusal(Throwable e) {
    return causes(e)
        .anyMatch(
            c ->
                c instanceof AwsServiceException service
                    && (service.statusCode() == 403 || service.statusCode() >= 500)
                    && (service.awsErrorDetails() == null
                        || !String.valueOf(service.awsErrorDetails().errorCode())
                            .contains("ExpiredToken")));
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, c -> c != null, Throwable::getCause).limit(20);
  }

  /** The messages of an exception and its causes, each once. */
  static String reason(Throwable e) {
    List<String> messages = new ArrayList<>();
    causes(e)
        .map(
            c ->
                c.getMessage() == null
                    ? c.getClass().getSimpleName()
                    : c instanceof IOException ? c.toString() : c.getMessage())
        .map(AwsProfile::sentence)
        .filter(m -> messages.stream().noneMatch(said -> said.contains(m)))
        .forEach(messages::add);
    return String.join(" ", messages);
  }

  private static String sentence(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.endsWith(".") ? line : line + ".";
  }
}
