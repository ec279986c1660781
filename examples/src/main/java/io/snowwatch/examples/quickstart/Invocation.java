package io.snowwatch.examples.quickstart;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One invocation of a function, in the words of Lambda. */
final class Invocation implements Context {

  private final String functionName;
  private final String accountId;
  private final Instant deadline;
  private final String requestId = UUID.randomUUID().toString();

  Invocation(String functionName, String accountId, Duration timeout) {
    this.functionName = functionName;
    this.accountId = accountId;
    this.deadline = Instant.now().plus(timeout);
  }

  @Override
  public String getAwsRequestId() {
    return requestId;
  }

  @Override
  public String getLogGroupName() {
    return "/aws/lambda/" + functionName;
  }

  @Override
  public String getLogStreamName() {
    return requestId;
  }

  @Override
  public String getFunctionName() {
    return functionName;
  }

  @Override
  public String getFunctionVersion() {
    return "$LATEST";
  }

  @Override
  public String getInvokedFunctionArn() {
    return "arn:aws:lambda:us-east-1:%s:function:%s".formatted(accountId, functionName);
  }

  @Override
  public @Nullable CognitoIdentity getIdentity() {
    return null;
  }

  @Override
  public @Nullable ClientContext getClientContext() {
    return null;
  }

  @Override
  public int getRemainingTimeInMillis() {
    return Math.toIntExact(Math.max(0, Duration.between(Instant.now(), deadline).toMillis()));
  }

  @Override
  public int getMemoryLimitInMB() {
    return 512;
  }

  /** The functions log the summaries that they return, which is what is shown. */
  @Override
  public LambdaLogger getLogger() {
    return new LambdaLogger() {
      @Override
      public void log(String message) {}

      @Override
      public void log(byte[] message) {}
    };
  }
}
