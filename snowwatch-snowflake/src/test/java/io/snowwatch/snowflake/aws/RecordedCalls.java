package io.snowwatch.snowflake.aws;

import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import io.snowwatch.testing.MotoServer;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** An account of Moto's whose calls are noted as the actions that a policy must allow. */
public final class RecordedCalls implements ExecutionInterceptor {

  private static final Map<String, String> SERVICES =
      Map.of("Sfn", "states", "EventBridge", "events");

  // What S3 calls otherwise in policies than in its API.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
  private static final Map<String, String> ACTIONS =
      Map.of(
          "s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification",
          "s3:PutBucketNotificationConfiguration", "s3:PutBucketNotification",
          "s3:HeadBucket", "s3:ListBucket",
          "s3:ListObjectsV2", "s3:ListBucket");

  private final Set<String> calls = new ConcurrentSkipListSet<>();

  /** An account whose every call is noted. */
  public AwsAccount account(String accountId) {
    AwsSettings settings = MotoServer.shared().settings(accountId);
    ClientOverrideConfiguration overrides =
        settings.overrideConfiguration().orElseThrow().toBuilder()
            .addExecutionInterceptor(this)
            .build();
    return AwsAccount.create(
        AwsSettings.builder()
            .from(settings)
            .accountId(accountId)
            .overrideConfiguration(overrides)
            .build());
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String action =
        SERVICES.getOrDefault(service, service.toLowerCase(java.util.Locale.ROOT))
            + ":"
            + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    calls.add(ACTIONS.getOrDefault(action, action));
  }

  /** The actions, sorted. */
  public SortedSet<String> actions() {
    return new TreeSet<>(calls);
  }
}
