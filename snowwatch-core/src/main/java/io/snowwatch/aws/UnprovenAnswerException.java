package io.snowwatch.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Something answered, but not the AWS operation that was called: an empty body, the page of a
 * proxy, another operation's document, half of one. It counts as no answer: the call is tried
 * again, and then has failed.
 */
public final class UnprovenAnswerException extends SdkClientException {

  private static final long serialVersionUID = 1L;

  private UnprovenAnswerException(Copy builder) {
    super(builder);
  }

  static UnprovenAnswerException of(String message) {
    Copy builder = new Copy();
    builder.message(message);
    return builder.build();
  }

  @Override
  public boolean retryable() {
    return true;
  }

  @Override
  public SdkClientException.Builder toBuilder() {
    return new Copy(this);
  }

  /** The SDK copies what it throws, to add the number of attempts. */
  private static final class Copy extends SdkClientException.BuilderImpl {

    Copy() {}

    Copy(UnprovenAnswerException original) {
      super(original);
    }

    @Override
    public UnprovenAnswerException build() {
      return new UnprovenAnswerException(this);
    }
  }
}
