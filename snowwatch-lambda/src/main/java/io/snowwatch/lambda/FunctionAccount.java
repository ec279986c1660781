package io.snowwatch.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/**
 * The account that a function runs in, reached once for all its invocations. Its id comes from the
 * function's own ARN, so that no permission and no call is needed to know it.
 */
final class FunctionAccount {

  private final Function<AwsSettings, AwsAccount> accounts;
  private @Nullable AwsAccount account;

  FunctionAccount(Function<AwsSettings, AwsAccount> accounts) {
    this.accounts = accounts;
  }

  synchronized AwsAccount get(Context context) {
    AwsAccount known = account;
    if (known == null) {
      AwsSettings.Builder settings = AwsSettings.builder();
      Arn.tryFromString(context.getInvokedFunctionArn())
          .flatMap(Arn::accountId)
          .ifPresent(settings::accountId);
      known = accounts.apply(settings.build());
      account = known;
    }
    return known;
  }
}
