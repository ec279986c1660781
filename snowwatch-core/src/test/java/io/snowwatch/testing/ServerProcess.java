package io.snowwatch.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** A server on a free port of this machine, stopped by its id at the latest when the JVM ends. */
final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int TRIES = 3;

  private final Process process;
  private final Path log;
  private final URI endpoint;

  private ServerProcess(Process process, Path log, URI endpoint) {
    this.process = process;
    this.log = log;
    this.endpoint = endpoint;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    } catch (IllegalStateException endingAlready) {
      close();
      throw endingAlready;
    }
  }

  /** Starts a server, on another port if somebody took the first one meanwhile. */
  static ServerProcess start(
      String name, IntFunction<List<String>> commandForPort, Map<String, String> environment) {
    for (int attempt = 1; ; attempt++) {
      ServerProcess server = launch(name, commandForPort, environment);
      if (server.isReady()) {
        return server;
      }
      server.close();
      if (attempt == TRIES) {
        throw new IllegalStateException(
            "%s did not start; its output:\n%s".formatted(name, server.output()));
      }
    }
  }

  private static ServerProcess launch(
      String name, IntFunction<List<String>> commandForPort, Map<String, String> environment) {
    try {
      int port = freePort();
      Path log = Files.createTempFile("snowwatch-" + name + "-", ".log");
      log.toFile().deleteOnExit();
      ProcessBuilder builder =
          new ProcessBuilder(commandForPort.apply(port))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), log, URI.create("http://127.0.0.1:" + port));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  URI endpoint() {
    return endpoint;
  }

  private boolean isReady() {
    Instant limit = Instant.now().plus(START);
    while (process.isAlive() && Instant.now().isBefore(limit)) {
      if (answers(endpoint)) {
        // The answer is ours only if the process that was to give it is still there.
        return process.isAlive();
      }
      sleep();
    }
    return false;
  }

  static boolean answers(URI endpoint) {
    try {
      HttpRequest request = HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(5)).build();
      HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
      return true;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
