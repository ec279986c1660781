package io.snowwatch.serverless;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What Lambda does with a deployed function: a process with the jar, the handler's name and the
 * function's environment and nothing else.
 */
final class Invocation {

  private static final int TIMEOUT_SECONDS = 120;

  private Invocation() {}

  /** Runs in the function's process: the handler's name, the function's ARN, the event. */
  public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
    Context context =
        (Context)
            Proxy.newProxyInstance(
                Context.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, parameters) ->
                    switch (method.getName()) {
                      case "getInvokedFunctionArn" -> arguments[1];
                      case "getFunctionName" ->
                          arguments[1].substring(arguments[1].lastIndexOf(':') + 1);
                      case "getRemainingTimeInMillis" -> TIMEOUT_SECONDS * 1000;
                      case "getAwsRequestId" -> "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
                      case "getLogger" -> logger();
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    RequestStreamHandler handler =
        Class.forName(arguments[0])
            .asSubclass(RequestStreamHandler.class)
            .getConstructor()
            .newInstance();
    handler.handleRequest(
        new ByteArrayInputStream(arguments[2].getBytes(StandardCharsets.UTF_8)),
        System.out,
        context);
    System.out.flush();
  }

  private static LambdaLogger logger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        System.err.print(message);
      }

      @Override
      public void log(byte[] message) {
        System.err.writeBytes(message);
      }
    };
  }

  /**
   * Invokes a function.
   *
   * @return its summary
   * @throws IllegalStateException with what it printed, if it fails
   */
  static String run(
      String handler, String functionArn, String event, Map<String, String> environment)
      throws InterruptedException {
    try {
      Path output = Files.createTempFile("snowwatch-", ".out");
      Path errors = Files.createTempFile("snowwatch-", ".err");
      List<String> command =
          new ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  ArtifactIT.JAR + ":" + Path.of("target", "test-classes")));
      command.addAll(List.of(Invocation.class.getName(), handler, functionArn, event));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (!ended || process.exitValue() != 0) {
          throw new IllegalStateException(handler + " failed:\n" + Files.readString(errors));
        }
        return Files.readString(output);
      } finally {
        process.destroyForcibly();
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
