package io.snowwatch.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class S3PendingObjectTest {

  private static final int PART = 100;

  private final RecordingS3 s3 = new RecordingS3();

  private S3PendingObject object() {
    return S3PendingObject.create(s3, new S3Location("bucket-1", "key"), PART);
  }

  private S3PendingObject absent() {
    return S3PendingObject.createIfAbsent(s3, new S3Location("bucket-1", "key"), PART);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void upToOnePartIsPutWhole() {
    try (S3PendingObject object = object()) {
      object.write(bytes(PART), 0, PART);
      assertThat(s3.calls).isEmpty();
      object.commit();
    }

    assertThat(s3.calls).containsExactly("put 100");
    assertThat(s3.content.toByteArray()).isEqualTo(bytes(PART));
  }

  @Test
  void moreThanOnePartIsAMultipartUpload() {
    byte[] all = bytes(250);
    try (S3PendingObject object = object()) {
      object.write(all, 0, 30);
      object.write(all, 30, 220);
      object.commit();
    }

    assertThat(s3.calls)
        .containsExactly("create", "part 1 100", "part 2 100", "part 3 50", "complete [1, 2, 3]");
    assertThat(s3.content.toByteArray()).isEqualTo(all);
  }

  @Test
  void closingWithoutACommitAbortsTheUpload() {
    try (S3PendingObject object = object()) {
      object.write(bytes(150), 0, 150);
    }

    assertThat(s3.calls).containsExactly("create", "part 1 100", "abort");
  }

  @Test
  void closingWithoutACommitOfASmallObjectCallsNobody() {
    try (S3PendingObject object = object()) {
      object.write(bytes(10), 0, 10);
    }

    assertThat(s3.calls).isEmpty();
  }

  @Test
  void theUploadIsAbortedAlsoByAnInterruptedThreadWhichStaysInterrupted() {
    try (S3PendingObject object = object()) {
      object.write(bytes(150), 0, 150);
      Thread.currentThread().interrupt();
    }

    assertThat(Thread.interrupted()).isTrue();
    assertThat(s3.calls).endsWith("abort");
    assertThat(s3.interruptedDuringAbort).isFalse();
  }

  @Test
  void aPartThatFailsIsReportedAndTheUploadAborted() {
    s3.failing = "part 2 100";
    S3PendingObject object = object();

    assertThatThrownBy(() -> object.write(bytes(350), 0, 350))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "s3://bucket-1/key could not be written: No answer. Check that the bucket exists and"
                + " that s3:PutObject is allowed.");
    object.close();

    assertThat(s3.calls).containsExactly("create", "part 1 100", "part 2 100", "abort");
  }

  @Test
  void aCompletionThatFailsIsReportedAndTheUploadAborted() {
    s3.failing = "complete [1, 2]";
    S3PendingObject object = object();
    object.write(bytes(150), 0, 150);

    assertThatThrownBy(object::commit).isInstanceOf(StorageException.class);
    object.close();

    assertThat(s3.calls).endsWith("complete [1, 2]", "abort");
  }

  @Test
  void anAbortThatFailsSaysWhatMayBeLeft() {
    s3.failing = "abort";
    S3PendingObject object = object();
    object.write(bytes(150), 0, 150);

    assertThatThrownBy(object::close)
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "The multipart upload of s3://bucket-1/key could not be aborted and its parts may be"
                + " left: No answer.");
  }

  @Test
  void anObjectThatIsThereAlreadyStays() {
    s3.taken = true;
    try (S3PendingObject object = absent()) {
      object.write(bytes(10), 0, 10);

      assertThat(object.commit()).isEqualTo(Publication.ALREADY_THERE);
    }

    assertThat(s3.calls).containsExactly("put 10 unless *");
  }

  @Test
  void whatIsAnsweredWithoutAnETagIsNotStored() {
    s3.eTag = null;
    for (int size : new int[] {10, 150}) {
      try (S3PendingObject object = object()) {
        object.write(bytes(size), 0, size);

        assertThatThrownBy(object::commit)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining("S3 answered without an ETag");
      }
    }
    assertThat(s3.calls).endsWith("complete [1, 2]", "abort");
  }

  @Test
  void aKeyThatALostAnswersAttemptTookIsOurs() {
    s3.taken = true;
    s3.attempts = 2;
    try (S3PendingObject object = absent()) {
      assertThat(object.commit()).isEqualTo(Publication.PUBLISHED);
    }
    s3.found = Map.of("snowwatch-upload", "another's");
    try (S3PendingObject object = absent()) {
      assertThat(object.commit()).isEqualTo(Publication.ALREADY_THERE);
    }
    // Who may not look takes the likelier for true.
    s3.headStatus = 403;
    try (S3PendingObject object = absent()) {
      assertThat(object.commit()).isEqualTo(Publication.PUBLISHED);
    }
  }

  @Test
  void whoseObjectItIsWithoutAnAnswerIsNotGuessed() {
    s3.taken = true;
    s3.attempts = 2;
    s3.failing = "head";
    try (S3PendingObject object = absent()) {
      object.write(bytes(150), 0, 150);

      assertThatThrownBy(object::commit)
          .isExactlyInstanceOf(StorageException.class)
          .hasMessage(
              "s3://bucket-1/key was tried again after a lost answer and refused (Precondition"
                  + " failed (SDK Attempt Count: 2)), and whose object is there could not be learned: No"
                  + " answer. Write it again.")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
    assertThat(s3.calls).endsWith("head", "abort");
  }

  @Test
  void anObjectThatIsGoneAgainIsNotSaidToBeThere() {
    s3.taken = true;
    s3.attempts = 2;
    for (int status : new int[] {404, 503}) {
      s3.headStatus = status;
      try (S3PendingObject object = absent()) {
        assertThatThrownBy(object::commit)
            .isExactlyInstanceOf(StorageException.class)
            .hasMessageContaining("could not be learned: Status " + status);
      }
    }
  }

  @Test
  void anUploadOfWhatIsThereAlreadyIsAborted() {
    s3.taken = true;
    try (S3PendingObject object = absent()) {
      object.write(bytes(150), 0, 150);

      assertThat(object.commit()).isEqualTo(Publication.ALREADY_THERE);
    }

    assertThat(s3.calls)
        .containsExactly("create", "part 1 100", "part 2 50", "complete [1, 2] unless *", "abort");
  }

  @Test
  void anUploadThatIsGoneNeedsNoAbort() {
    s3.taken = true;
    s3.uploadIsGone = true;
    try (S3PendingObject object = absent()) {
      object.write(bytes(150), 0, 150);

      assertThat(object.commit()).isEqualTo(Publication.ALREADY_THERE);
    }

    assertThat(s3.calls).endsWith("complete [1, 2] unless *", "abort");
  }

  @Test
  void anObjectThatIsNotThereIsPublished() {
    try (S3PendingObject object = absent()) {
      assertThat(object.commit()).isEqualTo(Publication.PUBLISHED);
    }
  }

  @Test
  void anotherFailureIsNotTakenForAnObjectThatIsThere() {
    s3.failing = "put 0 unless *";
    try (S3PendingObject object = absent()) {
      assertThatThrownBy(object::commit).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void nothingIsWrittenAfterTheCommit() {
    try (S3PendingObject object = object()) {
      object.commit();

      assertThatThrownBy(() -> object.write(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("s3://bucket-1/key is already COMMITTED.");
    }
  }

  /** S3 that keeps what it is told, and fails one call. */
  private static final class RecordingS3 implements S3Client {

    private final List<String> calls = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private String failing = "";
    private boolean interruptedDuringAbort;
    private boolean taken;
    private boolean uploadIsGone;
    private @Nullable String eTag = "e";
    private int attempts = 1;
    private int headStatus = 200;
    private Map<String, String> mark = Map.of();
    private @Nullable Map<String, String> found;

    private void called(String call) {
      calls.add(call);
      if (call.equals(failing)) {
        throw SdkClientException.create("No answer.");
      }
    }

    private void publish(String call, @Nullable String ifNoneMatch) {
      called(ifNoneMatch == null ? call : call + " unless " + ifNoneMatch);
      if (taken && ifNoneMatch != null) {
        throw S3Exception.builder()
            .statusCode(412)
            .message("Precondition failed")
            .numAttempts(attempts)
            .build();
      }
    }

    private int read(RequestBody body) {
      try {
        byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
        content.write(bytes);
        return bytes.length;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      mark = request.metadata();
      publish("put " + read(body), request.ifNoneMatch());
      return PutObjectResponse.builder().eTag(eTag).build();
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
      called("head");
      if (headStatus != 200) {
        throw S3Exception.builder().statusCode(headStatus).message("Status " + headStatus).build();
      }
      return HeadObjectResponse.builder().metadata(found == null ? mark : found).build();
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(
        CreateMultipartUploadRequest request) {
      called("create");
      return CreateMultipartUploadResponse.builder().uploadId("u").build();
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
      called("part " + request.partNumber() + " " + read(body));
      return UploadPartResponse.builder().eTag("e" + request.partNumber()).build();
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        CompleteMultipartUploadRequest request) {
      publish(
          "complete "
              + request.multipartUpload().parts().stream().map(p -> p.partNumber()).toList(),
          request.ifNoneMatch());
      return CompleteMultipartUploadResponse.builder().eTag(eTag).build();
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
      interruptedDuringAbort = Thread.currentThread().isInterrupted();
      called("abort");
      if (uploadIsGone) {
        throw NoSuchUploadException.builder().statusCode(404).message("No such upload").build();
      }
      return AbortMultipartUploadResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
