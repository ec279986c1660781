package io.snowwatch.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An AWS with a small estate that gives credentials in every way that profiles ask for. */
final class StubAws implements AutoCloseable {

  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
  private static final String EXPIRATION = "2100-01-01T00:00:00Z";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  StubAws() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Actions, and paths of what has none; with the access key that signed. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  void forget() {
    calls.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    String path = exchange.getRequestURI().getPath();
    Matcher action = ACTION.matcher(body);
    String name = action.find() ? action.group(1) : path;
    Matcher key =
        Pattern.compile("Credential=([^/]+)/")
            .matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    calls.add(name + (key.find() ? " by " + key.group(1) : ""));
    if (body.contains("role%2Fdenied")) {
      send(
          exchange,
          403,
          "text/xml",
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not for you"
              + "</Message></Error><RequestId>stub</RequestId></ErrorResponse>");
      return;
    }
    switch (name) {
      case "/federation/credentials" -> {
        if ("revoked".equals(exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token"))) {
          exchange.getResponseHeaders().add("x-amzn-ErrorType", "UnauthorizedException");
          send(exchange, 401, "application/json", "{\"message\":\"Session token not found\"}");
        } else {
          send(
              exchange,
              200,
              "application/json",
              "{\"roleCredentials\":{\"accessKeyId\":\"SSO\",\"secretAccessKey\":\"s\","
                  + "\"sessionToken\":\"t\",\"expiration\":4102444800000}}");
        }
      }
      case "/token" ->
          send(
              exchange,
              200,
              "application/json",
              "{\"accessToken\":\"fresh\",\"expiresIn\":3600,\"tokenType\":\"Bearer\"}");
      case "AssumeRole", "AssumeRoleWithWebIdentity" ->
          send(
              exchange,
              200,
              "text/xml",
              ("<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult>"
                      + "<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn>"
                      + "<AssumedRoleId>r:s</AssumedRoleId></AssumedRoleUser><Credentials>"
                      + "<AccessKeyId>ROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                      + "<SessionToken>t</SessionToken><Expiration>%2$s</Expiration></Credentials>"
                      + "</%1$sResult><ResponseMetadata><RequestId>stub</RequestId>"
                      + "</ResponseMetadata></%1$sResponse>")
                  .formatted(name, EXPIRATION));
      default -> Rehearsal.answer(exchange, body);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.getResponseHeaders().add("x-amzn-RequestId", "stub");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
