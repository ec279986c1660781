package io.snowwatch.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.snowwatch.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailureTest {

  private static Failure ofStorage(Exception cause) {
    return Failure.of(new StorageException("s3://b/k", "s3://b/k could not be read.", cause));
  }

  @Test
  void aConnectionThatBreaksInTheMidstOfAnObjectPasses() {
    for (IOException broken :
        new IOException[] {new SocketException("Connection reset"), new EOFException("early")}) {
      Failure failure = ofStorage(broken);

      assertThat(failure.kind()).isEqualTo(Failure.Kind.CLIENT);
      assertThat(failure.code()).isEqualTo(broken.getClass().getSimpleName());
      assertThat(failure.message()).isEqualTo("s3://b/k could not be read.");
      assertThat(failure.passes()).isTrue();
    }
    assertThat(ofStorage(new SocketTimeoutException("Read timed out")).kind())
        .isEqualTo(Failure.Kind.TIMEOUT);
    assertThat(ofStorage(SdkClientException.create("no route")).passes()).isTrue();
  }

  @Test
  void aFilesOwnTroubleDoesNotPass() {
    Failure failure = ofStorage(new NoSuchFileException("/lines"));

    assertThat(failure.code()).isEqualTo("StorageException");
    assertThat(failure.passes()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "403, AccessDenied, ACCESS_DENIED, false",
    "404, NoSuchKey, SERVICE, false",
    "404, NoSuchUpload, UNAVAILABLE, true",
    "409, ConditionalRequestConflict, UNAVAILABLE, true",
    "500, InternalError, UNAVAILABLE, true",
    "503, SlowDown, THROTTLED, true",
  })
  void whatS3AnswersTellsWhetherTryingAgainMayHelp(
      int status, String code, Failure.Kind kind, boolean passes) {
    Failure failure =
        ofStorage(
            (S3Exception)
                S3Exception.builder()
                    .statusCode(status)
                    .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                    .build());

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.passes()).isEqualTo(passes);
  }
}
