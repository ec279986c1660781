package io.snowwatch.aws;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A list that leads back to a page that it had already: it would never end, and what it listed so
 * far cannot be told from what it listed twice.
 */
public final class RepeatedPageTokenException extends SdkClientException {

  private static final long serialVersionUID = 1L;

  private RepeatedPageTokenException(Copy builder) {
    super(builder);
  }

  static RepeatedPageTokenException of(String message) {
    Copy builder = new Copy();
    builder.message(message);
    return builder.build();
  }

  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  public SdkClientException.Builder toBuilder() {
    return new Copy(this);
  }

  /** The SDK copies what it throws, to add the number of attempts. */
  private static final class Copy extends SdkClientException.BuilderImpl {

    Copy() {}

    Copy(RepeatedPageTokenException original) {
      super(original);
    }

    @Override
    public RepeatedPageTokenException build() {
      return new RepeatedPageTokenException(this);
    }
  }
}
