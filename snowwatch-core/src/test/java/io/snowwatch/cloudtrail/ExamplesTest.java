package io.snowwatch.cloudtrail;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.cloudtrail.digest.CheckedFile;
import io.snowwatch.cloudtrail.digest.CloudTrailPublicKeys;
import io.snowwatch.cloudtrail.digest.FolderTrailStorage;
import io.snowwatch.cloudtrail.digest.PublicKeyFiles;
import io.snowwatch.cloudtrail.digest.S3TrailStorage;
import io.snowwatch.cloudtrail.digest.SignedTrail;
import io.snowwatch.cloudtrail.digest.TrailVerification;
import io.snowwatch.cloudtrail.digest.VerificationReport;
import io.snowwatch.cloudtrail.event.CloudTrailEvent;
import io.snowwatch.cloudtrail.event.EventFilter;
import io.snowwatch.cloudtrail.event.EventStream;
import io.snowwatch.cloudtrail.event.UserIdentity;
import io.snowwatch.testing.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.S3Client;

/** The examples of the manual, which are compiled here and copied there. */
class ExamplesTest {

  private static final Path SOURCE =
      Path.of("src/test/java/io/snowwatch/cloudtrail/ExamplesTest.java");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"cloudtrail-integrity.md, verify", "cloudtrail-events.md, events"})
  void theManualShowsTheExamples(String file, String example) throws IOException {
    List<String> lines = Files.readAllLines(SOURCE);
    int begin = lines.indexOf("    // begin: " + example);
    int end = lines.indexOf("    // end: " + example);
    String code = String.join("\n", lines.subList(begin + 1, end)).stripIndent();

    RenderedFile.at("../docs/" + file).assertSection(example, "```java\n" + code + "\n```\n");
  }

  /** Compiled only: the emulator does not publish keys. */
  static boolean verify() {
    // begin: verify
    try (AwsAccount account = AwsAccount.create()) {
      VerificationReport report =
          TrailVerification.builder()
              .storage(new S3TrailStorage(account.client(S3Client.class, S3Client::builder)))
              .bucket("my-trail-bucket")
              .publicKeys(new CloudTrailPublicKeys(account))
              .since(Instant.parse("2026-11-01T00:00:00Z"))
              .build()
              .run();
      report.faults().forEach(System.err::println);
      report.gaps().forEach(System.err::println);
      return report.isAllValid();
    }
    // end: verify
  }

  private static void events(Path file) {
    // begin: events
    EventFilter writes =
        EventFilter.builder()
            .addEventSources("iam.amazonaws.com")
            .readOnly(false)
            .since(Instant.parse("2026-11-01T00:00:00Z"))
            .build();
    try (Stream<CloudTrailEvent> events = EventStream.of(file, writes)) {
      events.forEach(
          event ->
              System.out.printf(
                  "%s %s %s%n",
                  event.eventTime(),
                  event.eventName().orElseThrow(),
                  event.userIdentity().flatMap(UserIdentity::arn).orElse("-")));
    }
    // end: events
  }

  @Test
  void theExampleOfEventsRuns() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("log.json"),
            """
            {"Records":[{"eventVersion":"1.11","eventTime":"2026-11-24T00:00:00Z","readOnly":false,
            "eventSource":"iam.amazonaws.com","eventName":"CreateUser"}]}""");

    events(file);
  }

  @Test
  void aCopyInAFolderIsVerifiedLikeABucket() throws IOException {
    SignedTrail trail = new SignedTrail().hours(2);
    trail.writeTo(folder);
    Path keys = Files.writeString(folder.resolve("keys.json"), trail.publicKeyList());

    VerificationReport report =
        TrailVerification.builder()
            .storage(new FolderTrailStorage(folder, SignedTrail.BUCKET))
            .bucket(SignedTrail.BUCKET)
            .publicKeys(PublicKeyFiles.read(List.of(keys)))
            .until(trail.end())
            .build()
            .run();

    assertThat(report.faults()).extracting(CheckedFile::toString).isEmpty();
    assertThat(report.isAllValid()).isTrue();
  }
}
