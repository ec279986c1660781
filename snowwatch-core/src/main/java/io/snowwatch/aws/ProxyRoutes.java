package io.snowwatch.aws;

import io.snowwatch.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Through which proxy a URL is reached: as the AWS CLI reads {@code HTTPS_PROXY}, {@code
 * HTTP_PROXY} and {@code NO_PROXY}, in lower case first; Java's own properties ({@code
 * https.proxyHost}, {@code https.proxyPort}, {@code http.…}, {@code http.nonProxyHosts}) come
 * before them. The scheme of the URL decides which of the two holds.
 *
 * @see <a href="https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html">Using an
 *     HTTP proxy for the AWS CLI</a>
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/doc-files/net-properties.html">Java's
 *     networking properties</a>
 */
record ProxyRoutes(Map<String, String> environment, Properties properties) {

  private static final List<String> SCHEMES = List.of("http", "https");

  /**
   * @throws ConfigurationException if a proxy's address cannot be read; the message leaves out what
   *     it is, for it may hold a password
   */
  ProxyRoutes {
    List<String> problems = new ArrayList<>();
    for (String scheme : SCHEMES) {
      try {
        fromEnvironment(scheme, environment);
        fromProperties(scheme, properties);
      } catch (URISyntaxException e) {
        problems.add(
            "%s_PROXY or %s.proxyHost is no address of a proxy: write it as http://host:port or http://user:password@host:port."
                .formatted(scheme.toUpperCase(Locale.ROOT), scheme));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  static ProxyRoutes ofThisProcess() {
    return new ProxyRoutes(System.getenv(), System.getProperties());
  }

  /**
   * The proxy for a URL, with its user and password if there are any.
   *
   * @return empty for the direct way
   */
  Optional<URI> proxy(String scheme, String host, int port) {
    try {
      Optional<URI> property = fromProperties(scheme, properties);
      if (property.isPresent()) {
        return property.filter(proxy -> !isDirectByProperty(host));
      }
      return fromEnvironment(scheme, environment)
          .filter(proxy -> !isDirectByEnvironment(host, port));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Checked when it was made", e);
    }
  }

  private static Optional<URI> fromProperties(String scheme, Properties properties)
      throws URISyntaxException {
    @Nullable String host = properties.getProperty(scheme + ".proxyHost");
    if (host == null || host.isBlank()) {
      return Optional.empty();
    }
    String port =
        properties.getProperty(scheme + ".proxyPort", scheme.equals("https") ? "443" : "80");
    return Optional.of(parse("http://" + host.strip() + ":" + port.strip()));
  }

  private static Optional<URI> fromEnvironment(String scheme, Map<String, String> environment)
      throws URISyntaxException {
    @Nullable String value = variable(scheme + "_proxy", environment);
    if (value == null) {
      return Optional.empty();
    }
    return Optional.of(parse(value.contains("://") ? value : "http://" + value));
  }

  private static URI parse(String text) throws URISyntaxException {
    URI uri = new URI(text);
    if (uri.getHost() == null
        || !(uri.getScheme().equals("http") || uri.getScheme().equals("https"))) {
      throw new URISyntaxException("", "no host");
    }
    return uri;
  }

  private static @Nullable String variable(String name, Map<String, String> environment) {
    for (String each : List.of(name, name.toUpperCase(Locale.ROOT))) {
      @Nullable String value = environment.get(each);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  private boolean isDirectByProperty(String host) {
    String patterns = properties.getProperty("http.nonProxyHosts", "localhost|127.*|[::1]");
    for (String pattern : patterns.split("\\|", -1)) {
      String regex = Pattern.quote(pattern.strip()).replace("*", "\\E.*\\Q");
      if (Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(host).matches()) {
        return true;
      }
    }
    return false;
  }

  /** A name means itself and what ends with it behind a dot; a star means everything. */
  private boolean isDirectByEnvironment(String host, int port) {
    @Nullable String list = variable("no_proxy", environment);
    if (list == null) {
      return false;
    }
    String name = host.toLowerCase(Locale.ROOT);
    for (String entry : list.split("[,\\s]+", -1)) {
      String suffix = entry.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      if (entry.equals("*")
          || (!suffix.isEmpty()
              && (isOrEndsWith(name, suffix) || isOrEndsWith(name + ":" + port, suffix)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOrEndsWith(String name, String suffix) {
    return name.equals(suffix) || name.endsWith("." + suffix);
  }

  /** Without the passwords that an environment may hold. */
  @Override
  public String toString() {
    return "ProxyRoutes";
  }
}
