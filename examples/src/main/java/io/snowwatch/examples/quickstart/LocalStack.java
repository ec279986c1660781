package io.snowwatch.examples.quickstart;

import io.snowwatch.testing.FakeSnowflake;
import io.snowwatch.testing.MotoServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Moto and fakesnow on this machine.
 *
 * @param moto what stands for AWS
 * @param snowflake what stands for Snowflake
 */
record LocalStack(MotoServer moto, FakeSnowflake snowflake) implements AutoCloseable {

  /** Starts both at once; if one does not start, neither is left behind. */
  static LocalStack start() {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CompletableFuture<MotoServer> moto =
        CompletableFuture.supplyAsync(MotoServer::startProcess, threads);
    CompletableFuture<FakeSnowflake> snowflake =
        CompletableFuture.supplyAsync(FakeSnowflake::start, threads);
    threads.shutdown();
    try {
      return new LocalStack(moto.join(), snowflake.join());
    } catch (CompletionException e) {
      moto.thenAccept(MotoServer::close).exceptionally(alreadyThrown -> null).join();
      snowflake.thenAccept(FakeSnowflake::close).exceptionally(alreadyThrown -> null).join();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void close() {
    try {
      snowflake.close();
    } finally {
      moto.close();
    }
  }
}
