package io.snowwatch.lambda;

import io.snowwatch.aws.AwsClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * S3 in the memory of the test, for more objects than an emulator takes in a second. Safe for use
 * by several threads.
 */
class InMemoryS3 implements S3Client, AwsClients {

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger writtenTwice = new AtomicInteger();

  void put(String key, byte[] content) {
    objects.put(key, content);
  }

  Map<String, byte[]> objects() {
    return objects;
  }

  /** How many objects would have been overwritten, had nobody asked S3 not to. */
  int overwritten() {
    return writtenTwice.get();
  }

  static S3Exception error(int status, String code) {
    AwsErrorDetails details =
        AwsErrorDetails.builder().serviceName("S3").errorCode(code).errorMessage(code).build();
    return (S3Exception)
        S3Exception.builder().statusCode(status).awsErrorDetails(details).message(code).build();
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
    byte[] content = objects.get(request.key());
    if (content == null) {
      throw NoSuchKeyException.builder()
          .statusCode(404)
          .awsErrorDetails(AwsErrorDetails.builder().errorCode("NoSuchKey").build())
          .build();
    }
    return new ResponseInputStream<>(
        GetObjectResponse.builder().contentLength((long) content.length).build(),
        AbortableInputStream.create(new ByteArrayInputStream(content)));
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    try {
      byte[] content = body.contentStreamProvider().newStream().readAllBytes();
      if (request.ifNoneMatch() == null) {
        if (objects.put(request.key(), content) != null) {
          writtenTwice.incrementAndGet();
        }
      } else if (objects.putIfAbsent(request.key(), content) != null) {
        throw error(412, "PreconditionFailed");
      }
      return PutObjectResponse.builder().eTag("e").build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <C extends SdkClient> C client(
      Class<C> type, Supplier<? extends AwsClientBuilder<?, C>> builder, Region region) {
    return type.cast(this);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
