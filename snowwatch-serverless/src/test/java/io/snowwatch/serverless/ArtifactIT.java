package io.snowwatch.serverless;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.lambda.HandlerName;
import io.snowwatch.source.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** The jar that is deployed. */
class ArtifactIT {

  static final Path JAR = Path.of("target", "snowwatch-lambda.jar");

  private static final long MEBIBYTE = 1 << 20;

  /** A function starts sooner the less there is to unpack. */
  private static final long SIZE_LIMIT = 20_000_000;

  /**
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
   *     quotas</a>
   */
  private static final long UNPACKED_LIMIT_OF_LAMBDA = 250 * MEBIBYTE;

  @Test
  void theJarHoldsTheHandlersOnceAndNothingThatFunctionsDoNotUse() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> names = jar.stream().map(JarEntry::getName).toList();

      assertThat(names).doesNotHaveDuplicates();
      assertThat(names)
          .containsAll(
              Sources.catalog().sources().stream()
                  .filter(source -> source.function().isPresent())
                  .map(source -> HandlerName.of(source).replace('.', '/') + ".class")
                  .toList());
      assertThat(names)
          .noneMatch(
              name ->
                  name.matches(
                      "(net/snowflake|io/snowwatch/(answers|snowflake|serverless|cli|local|testing)"
                          + "|org/(yaml|junit)|com/fasterxml/jackson/dataformat|io/netty)/.*"));
    }
  }

  @Test
  void theJarKeepsTheLicencesAndNoticesOfWhatItHolds() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License").contains("Version 2.0");
      assertThat(text(jar, "META-INF/LICENSE.txt")).contains("QOS.ch");
      assertThat(text(jar, "META-INF/NOTICE"))
          .contains(Files.readString(Path.of("..", "NOTICE")).strip())
          .contains("Jackson");
      assertThat(text(jar, "META-INF/NOTICE.txt")).containsOnlyOnce("AWS SDK for Java");
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream entry = jar.getInputStream(jar.getJarEntry(name))) {
      return new String(entry.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void zstandardIsThereForBothArchitecturesOfFunctionsAndNoOther() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .filteredOn(name -> name.contains("libzstd-jni"))
          .extracting(name -> name.substring(0, name.lastIndexOf('/')))
          .containsExactlyInAnyOrder("linux/aarch64", "linux/amd64");
    }
  }

  /** The JDK's own tool looks, not what has left classes out. */
  @Test
  void nothingInTheJarNamesAClassOfTheServicesThatWasLeftOut() {
    StringWriter missing = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    jdeps.run(
        new PrintWriter(missing),
        new PrintWriter(missing),
        "--multi-release",
        "base",
        "--missing-deps",
        JAR.toString());

    assertThat(missing.toString().lines())
        .as("optional dependencies of the SDK's core are missing too")
        .isNotEmpty()
        // The verification of digests, which no function does, has its client elsewhere.
        .filteredOn(line -> line.contains("-> software.amazon.awssdk.services."))
        .allMatch(line -> line.contains("-> software.amazon.awssdk.services.cloudtrail."));
  }

  @Test
  void operationsThatNothingCallsAreLeftOutWithTheirModel() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      String model = "software/amazon/awssdk/services/ec2/model/";
      assertThat(jar.getEntry(model + "DescribeInstancesRequest.class")).isNotNull();
      assertThat(jar.getEntry(model + "InstanceStateName.class")).isNotNull();
      assertThat(jar.getEntry(model + "RunInstancesRequest.class")).isNull();
    }
  }

  @Test
  void theJarIsSmallEnough() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(Files.size(JAR)).isLessThan(SIZE_LIMIT);
      assertThat(jar.stream().mapToLong(JarEntry::getSize).sum())
          .isLessThan(UNPACKED_LIMIT_OF_LAMBDA);
    }
  }
}
