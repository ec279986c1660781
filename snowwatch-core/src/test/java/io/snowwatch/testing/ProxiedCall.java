package io.snowwatch.testing;

import java.net.URI;
import java.util.Map;

/**
 * A call as {@link FaultProxy} saw it; every attempt of the SDK is a call of its own.
 *
 * @param service the signing name, such as {@code ec2}, {@code s3} or {@code sts}, with {@code elb}
 *     and {@code elbv2} told apart; empty where the request is not signed
 * @param action the API's operation, such as {@code DescribeInstances}, or the method where it
 *     cannot be told
 * @param region the signing Region; empty where the request is not signed
 * @param method the HTTP method, {@code CONNECT} included
 * @param target what stands behind the method: a path, a whole URI where the client takes this for
 *     its HTTP proxy, or host and port behind {@code CONNECT}
 * @param headers by their names in lower case
 * @param parameters of the query string and of a form
 * @param connection the number of the connection, from 1
 */
public record ProxiedCall(
    String service,
    String action,
    String region,
    String method,
    String target,
    Map<String, String> headers,
    Map<String, String> parameters,
    int connection) {

  /** The path, percent-encoded, without the query. */
  public String path() {
    String path = method.equals("CONNECT") ? "" : URI.create(target).getRawPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  /** A header, or the empty string. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** A parameter of query or form, or the empty string. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The page token of the request, or the empty string. */
  public String pageToken() {
    return parameter("NextToken") + parameter("Marker") + parameter("continuation-token");
  }

  /** Service, action and Region, for messages. */
  @Override
  public String toString() {
    return service + ":" + action + " " + region + " " + method + " " + target;
  }
}
