package io.snowwatch.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.testing.MotoServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Processes that harvest are killed at random points, several at a time and all into the same
 * place: whatever appeared is whole, and the next run completes. Two hundred of them, each with a
 * JVM of its own, take a minute of two processors and are left to the check; {@code
 * -Dsnowwatch.kills=1000} kills that many.
 */
class KilledHarvestIT {

  private static final int FEW = 24;
  private static final int MANY = Integer.getInteger("snowwatch.kills", 200);

  /** Each process is killed early in its life, and waits for the others most of that. */
  private static final int AT_ONCE = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ACCOUNT_ID = MotoServer.randomAccountId();
  private static final String BUCKET = "killed-" + ACCOUNT_ID;
  private static AwsAccount account;
  private static S3Client s3;
  private static List<String> java;

  /** How long whole runs take after they began. */
  private static long folderMillis;

  private static long bucketMillis;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** With an archive of loaded classes a process begins in a third of the time. */
  @BeforeAll
  static void archiveClassesAndTakeTheTime(@TempDir Path scratch) throws Exception {
    account = AwsAccount.create(MotoServer.shared().settings(ACCOUNT_ID));
    s3 = account.client(S3Client.class, S3Client::builder);
    s3.createBucket(request -> request.bucket(BUCKET));
    Path archive = Path.of("target", "killed-" + ACCOUNT_ID + ".jsa").toAbsolutePath();
    Files.createDirectories(archive.getParent());
    Path classes = Path.of("target", "killed-" + ACCOUNT_ID + ".jar").toAbsolutePath();
    List<String> path = new ArrayList<>(List.of(classes.toString()));
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(classes))) {
      Set<String> names = new HashSet<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        if (Files.isDirectory(Path.of(entry))) {
          // Java archives classes of jars only.
          addAll(Path.of(entry), jar, names);
        } else {
          path.add(entry);
        }
      }
    }
    java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx128m",
                "-Xshare:auto",
                "-Xlog:disable",
                "-cp",
                String.join(File.pathSeparator, path)));
    classes.toFile().deleteOnExit();
    archive.toFile().deleteOnExit();
    String[] both = {scratch.toString(), endpoint(), ACCOUNT_ID, BUCKET};
    java.add(1, "-XX:ArchiveClassesAtExit=" + archive);
    assertThat(start(both).waitFor()).isZero();
    java.set(1, "-XX:SharedArchiveFile=" + archive);

    Process whole = start(both);
    try (BufferedReader out = whole.inputReader(UTF_8)) {
      folderMillis = millisOfARun(out);
      bucketMillis = millisOfARun(out);
    }
    assertThat(whole.waitFor()).isZero();
  }

  private static void addAll(Path folder, JarOutputStream jar, Set<String> names)
      throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.equals("META-INF/MANIFEST.MF") && names.add(name)) {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(file, jar);
        }
      }
    }
  }

  private static long millisOfARun(BufferedReader out) throws IOException {
    assertThat(out.readLine()).isEqualTo(KilledHarvest.BEGUN);
    long begun = System.nanoTime();
    assertThat(out.readLine()).isEqualTo(KilledHarvest.ENDED);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) + 1;
  }

  @AfterAll
  static void close() {
    account.close();
  }

  private static String endpoint() {
    return MotoServer.shared().endpoint().toString();
  }

  @Test
  void noPartOfAFileIsEverSeenInAFolderAndTheNextRunTidiesUp(@TempDir Path folder)
      throws Exception {
    killHarvestsIntoFolder(folder, FEW - FEW / 4);
  }

  @Test
  void noPartOfAnObjectIsEverSeenInABucket() throws Exception {
    killHarvestsIntoBucket(FEW / 4);
  }

  @Test
  @Tag("slow")
  void twoHundredKillsLeaveNothingInPart(@TempDir Path folder) throws Exception {
    killHarvestsIntoFolder(folder, MANY - MANY / 4);
    killHarvestsIntoBucket(MANY / 4);
  }

  private void killHarvestsIntoFolder(Path folder, int times) throws Exception {
    kill(times, folderMillis, folder.toString());
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

  private void killHarvestsIntoBucket(int times) throws Exception {
    String[] target = {endpoint(), ACCOUNT_ID, BUCKET};
    kill(times, bucketMillis, target);
    assertThat(start(target).waitFor()).isZero();

    long complete = 0;
    for (S3Object object : s3.listObjectsV2Paginator(r -> r.bucket(BUCKET)).contents()) {
      try (InputStream in = s3.getObject(r -> r.bucket(BUCKET).key(object.key()))) {
        complete += records(object.key(), in);
      }
    }
    assertThat(complete).isGreaterThanOrEqualTo(KilledHarvest.INSTANCES);
  }

  private void kill(int times, long spanMillis, String... target) throws Exception {
    ExecutorService killers = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> kills = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        long afterMillis = random.nextLong(spanMillis);
        kills.add(
            killers.submit(
                () -> {
                  kill(afterMillis, target);
                  return null;
                }));
      }
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      killers.shutdownNow();
    }
  }

  private static void kill(long afterMillis, String... target) throws Exception {
    Process process = start(target);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      assertThat(out.readLine()).isEqualTo(KilledHarvest.BEGUN);
      TimeUnit.MILLISECONDS.sleep(afterMillis);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process start(String... target) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add(KilledHarvest.class.getName());
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
