package io.snowwatch.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Processes that harvest are killed at random points: whatever appeared is whole, and the next run
 * completes. {@code -Dsnowwatch.kills=200} kills that many.
 */
class KilledHarvestIT {

  private static final int KILLS = Integer.getInteger("snowwatch.kills", 12);

  /** How long a whole run takes after it began, and a little more. */
  private static final int SPAN_MILLIS = 900;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir private Path folder;

  @Test
  void noPartOfAFileIsEverSeenInAFolderAndTheNextRunTidiesUp() throws Exception {
    for (int i = 0; i < KILLS - KILLS / 4; i++) {
      kill(folder.toString());
    }
    assertThat(start(folder.toString()).waitFor()).isZero();

    assertThat(folder.resolve(".unfinished")).as("seed %d", seed).doesNotExist();
    long complete = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.toString()).as("seed %d", seed).endsWith(".json.gz");
        try (InputStream in = Files.newInputStream(file)) {
          complete += records(file.toString(), in);
        }
      }
    }
    assertThat(complete).isGreaterThanOrEqualTo(KilledHarvest.INSTANCES);
  }

  @Test
  void noPartOfAnObjectIsEverSeenInABucket() throws Exception {
    String accountId = MotoServer.randomAccountId();
    String bucket = "killed-" + accountId;
    try (AwsAccount account = AwsAccount.create(MotoServer.shared().settings(accountId))) {
      S3Client s3 = account.client(S3Client.class, S3Client::builder);
      s3.createBucket(request -> request.bucket(bucket));
      String[] target = {MotoServer.shared().endpoint().toString(), accountId, bucket};
      for (int i = 0; i < KILLS / 4; i++) {
        kill(target);
      }
      assertThat(start(target).waitFor()).isZero();

      long complete = 0;
      for (S3Object object : s3.listObjectsV2Paginator(r -> r.bucket(bucket)).contents()) {
        try (InputStream in = s3.getObject(r -> r.bucket(bucket).key(object.key()))) {
          complete += records(object.key(), in);
        }
      }
      assertThat(complete).isGreaterThanOrEqualTo(KilledHarvest.INSTANCES);
    }
  }

  private void kill(String... target) throws Exception {
    Process process = start(target);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertThat(out.readLine()).isEqualTo(KilledHarvest.BEGUN);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(SPAN_MILLIS));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(String... target) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledHarvest.class.getName()));
    command.addAll(List.of(target));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** How many records an object of instances holds, each of them whole. */
  private static long records(String name, InputStream in) throws IOException {
    long records = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JSON.readTree(line);
        records++;
      }
    }
    assertThat(records).as(name).isPositive();
    return name.contains("ec2_monitoring/") ? records : 0;
  }
}
