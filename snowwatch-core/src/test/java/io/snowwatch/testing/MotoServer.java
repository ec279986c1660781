package io.snowwatch.testing;

import io.snowwatch.aws.AwsSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;

/**
 * Moto's server, the AWS of tests and quickstart.
 *
 * <p>An endpoint that is given in {@code SNOWWATCH_MOTO_ENDPOINT} wins; else the Docker image is
 * run where an engine answers; else {@code moto_server} from a virtual environment.
 */
public final class MotoServer implements AutoCloseable {

  /** The account of whoever calls without saying more. */
  public static final String ACCOUNT_ID = "123456789012";

  // Moto's name for the header that chooses the account.
  private static final String ACCOUNT_HEADER = "x-moto-account-id";

  private static final String IMAGE = "motoserver/moto:5.2.5";
  private static final int IMAGE_PORT = 5000;

  private static @Nullable MotoServer shared;

  private final URI endpoint;
  private final Runnable stop;

  private MotoServer(URI endpoint, Runnable stop) {
    this.endpoint = endpoint;
    this.stop = stop;
  }

  /** A server of the caller's own. */
  public static MotoServer start() {
    String given = System.getenv("SNOWWATCH_MOTO_ENDPOINT");
    if (given != null && !given.isBlank()) {
      return new MotoServer(URI.create(given), () -> {});
    }
    if (docker(List.of("info")) != null) {
      return startImage();
    }
    return startProcess();
  }

  /** A server of the caller's own from the virtual environment, whatever else there is. */
  public static MotoServer startProcess() {
    ServerProcess process =
        ServerProcess.start(
            "moto",
            port ->
                List.of(
                    PythonTools.aws().program("moto_server"),
                    "-H",
                    "127.0.0.1",
                    "-p",
                    String.valueOf(port)),
            Map.of());
    return new MotoServer(process.endpoint(), process::close);
  }

  /** One server for the whole JVM, stopped with it. */
  public static synchronized MotoServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  private static MotoServer startImage() {
    String id = docker(List.of("run", "-d", "--rm", "-p", "127.0.0.1::" + IMAGE_PORT, IMAGE));
    if (id == null) {
      throw new IllegalStateException("The Docker engine answers but cannot run " + IMAGE);
    }
    Runnable stop = () -> docker(List.of("stop", id));
    Runtime.getRuntime().addShutdownHook(new Thread(stop));
    String address = docker(List.of("port", id, String.valueOf(IMAGE_PORT)));
    URI endpoint = URI.create("http://" + address);
    for (int i = 0; i < 300 && !ServerProcess.answers(endpoint); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new MotoServer(endpoint, stop);
  }

  /** What docker printed, or null if it could not do it. */
  private static @Nullable String docker(List<String> arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("docker"));
      command.addAll(arguments);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output.strip() : null;
    } catch (IOException noDocker) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Where to send what would go to AWS. */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * How the account of that id is reached: accounts do not see each other, so tests that each use
   * their own need not clean up.
   */
  public AwsSettings settings(String accountId) {
    return AwsSettings.builder()
        .endpointOverride(endpoint)
        .homeRegion(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("moto", "moto")))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder().putHeader(ACCOUNT_HEADER, accountId).build())
        .build();
  }

  /** A random account, to be used with {@link #settings}. */
  public static String randomAccountId() {
    return "%012d".formatted(ThreadLocalRandom.current().nextLong(1_000_000_000_000L));
  }

  @Override
  public void close() {
    stop.run();
  }
}
