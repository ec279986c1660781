package io.snowwatch.aws;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * How long and how often a call is tried. Whatever the caller's own configuration says stands;
 * docs/faults.md lists the figures.
 */
final class Patience {

  // The calls are many, small and throttled per account and Region, so patience pays. The variable
  // AWS_MAX_ATTEMPTS stands, as with every tool of AWS.
  private static final int MAX_ATTEMPTS = 8;

  /** A page of a thousand instances on a line of half a megabit takes it. */
  static final Duration ATTEMPT = Duration.ofSeconds(60);

  /** All attempts and the pauses between them. */
  static final Duration CALL = Duration.ofSeconds(80);

  /** What the body of an upload may take on top of an attempt's time. */
  static final int UPLOAD_BYTES_PER_SECOND = 16 * 1024;

  /** An upload that does not tell its length before it begins; ours do. */
  private static final Duration UPLOAD_OF_UNKNOWN_LENGTH = Duration.ofHours(1);

  /** S3's code for an object that something else was done to at the same time. */
  static final String CONFLICT = "ConditionalRequestConflict";

  private static final String REQUEST_EXPIRED = "RequestExpired";

  // Whose time is over. The services agree on none.
  // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
  private static final Set<String> EXPIRED_CODES =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "ExpiredTokenIdentifier",
          "TokenRefreshRequired",
          "InvalidToken",
          REQUEST_EXPIRED);

  private Patience() {}

  /** The caller's configuration, completed. */
  static ClientOverrideConfiguration complete(
      Optional<ClientOverrideConfiguration> given, RenewableCredentials credentials) {
    ClientOverrideConfiguration callers =
        given.orElseGet(() -> ClientOverrideConfiguration.builder().build());
    ClientOverrideConfiguration.Builder complete = callers.toBuilder();
    complete.addExecutionInterceptor(new ProvenAnswers());
    if (callers.retryStrategy().isPresent()) {
      complete.retryStrategy(retries(callers.retryStrategy().get(), credentials));
    } else if (callers.retryPolicy().isEmpty()
        && callers.retryMode().isEmpty()
        && callers.retryStrategyConfigurator().isEmpty()) {
      complete.retryStrategy(
          retries(
              AwsRetryStrategy.standardRetryStrategy().toBuilder()
                  .maxAttempts(
                      SdkSystemSetting.AWS_MAX_ATTEMPTS.getIntegerValue().orElse(MAX_ATTEMPTS))
                  .build(),
              credentials));
    }
    if (callers.apiCallTimeout().isEmpty() && callers.apiCallAttemptTimeout().isEmpty()) {
      complete
          .apiCallAttemptTimeout(ATTEMPT)
          .apiCallTimeout(CALL)
          .addExecutionInterceptor(new UploadTime());
    }
    return complete.build();
  }

  private static RetryStrategy retries(RetryStrategy strategy, RenewableCredentials credentials) {
    return new UnlessExpired(
        AwsRetryStrategy.addRetryConditions(strategy).toBuilder()
            .retryOnException(Patience::isConflict)
            .retryOnExceptionInstanceOf(UnprovenAnswerException.class)
            .retryOnException(Patience::isUnreadable)
            .retryOnException(thrown -> isExpired(code(thrown)))
            .build(),
        credentials);
  }

  /** Whether credentials, or a request, were too old. */
  static boolean isExpired(@Nullable String code) {
    return code != null && EXPIRED_CODES.contains(code);
  }

  /**
   * S3 asks for another attempt where something else was done to the key at the same time.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">How to
   *     prevent object overwrites with conditional writes</a>
   */
  private static boolean isConflict(Throwable thrown) {
    return CONFLICT.equals(code(thrown));
  }

  /** An answer with an end of its own and nonsense before it, which the SDK does not try again. */
  private static boolean isUnreadable(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof XMLStreamException) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String code(Throwable thrown) {
    return thrown instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? service.awsErrorDetails().errorCode()
        : null;
  }

  /** Gives an upload the time that its length asks for. */
  private static final class UploadTime implements ExecutionInterceptor {

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      SdkRequest request = context.request();
      if (request instanceof PutObjectRequest put
          && put.overrideConfiguration().flatMap(c -> c.apiCallTimeout()).isEmpty()) {
        return put.toBuilder()
            .overrideConfiguration(
                during(put.overrideConfiguration(), attempt(put.contentLength())))
            .build();
      }
      if (request instanceof UploadPartRequest part
          && part.overrideConfiguration().flatMap(c -> c.apiCallTimeout()).isEmpty()) {
        return part.toBuilder()
            .overrideConfiguration(
                during(part.overrideConfiguration(), attempt(part.contentLength())))
            .build();
      }
      return request;
    }

    private static Duration attempt(@Nullable Long length) {
      return length == null
          ? UPLOAD_OF_UNKNOWN_LENGTH
          : ATTEMPT.plusSeconds(length / UPLOAD_BYTES_PER_SECOND);
    }

    private static AwsRequestOverrideConfiguration during(
        Optional<AwsRequestOverrideConfiguration> given, Duration attempt) {
      return given
          .map(AwsRequestOverrideConfiguration::toBuilder)
          .orElseGet(AwsRequestOverrideConfiguration::builder)
          .apiCallAttemptTimeout(attempt)
          .apiCallTimeout(attempt.multipliedBy(2))
          .build();
    }
  }

  /**
   * Sends what was refused because credentials have expired once more if there are fresh ones, and
   * not at all otherwise. A request that expired itself, on its way or because the clock is wrong,
   * is signed for a new time once; the SDK corrects the clock.
   */
  private record UnlessExpired(RetryStrategy strategy, RenewableCredentials credentials)
      implements RetryStrategy {

    private record Token(RetryToken inner, boolean sentAgain) implements RetryToken {}

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
      AcquireInitialTokenResponse response = strategy.acquireInitialToken(request);
      return AcquireInitialTokenResponse.create(
          new Token(response.token(), false), response.delay());
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
      Token token = (Token) request.token();
      @Nullable String code = code(request.failure());
      boolean expired = isExpired(code);
      if (expired && (token.sentAgain || !(REQUEST_EXPIRED.equals(code) || renewed(request)))) {
        throw new TokenAcquisitionFailedException(
            "Fresh credentials are needed.", token, request.failure());
      }
      RefreshRetryTokenResponse response =
          strategy.refreshRetryToken(request.toBuilder().token(token.inner).build());
      return RefreshRetryTokenResponse.create(
          new Token(response.token(), token.sentAgain || expired), response.delay());
    }

    private boolean renewed(RefreshRetryTokenRequest request) {
      try {
        return credentials.renew();
      } catch (RuntimeException e) {
        // What AWS said comes first; why nothing could be done about it goes with it.
        request.failure().addSuppressed(e);
        return false;
      }
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
      RecordSuccessResponse response =
          strategy.recordSuccess(RecordSuccessRequest.create(((Token) request.token()).inner));
      return RecordSuccessResponse.create(new Token(response.token(), false));
    }

    @Override
    public int maxAttempts() {
      return strategy.maxAttempts();
    }

    @Override
    public RetryStrategy.Builder<?, ?> toBuilder() {
      return strategy.toBuilder();
    }
  }
}
