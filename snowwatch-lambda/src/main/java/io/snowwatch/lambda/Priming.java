package io.snowwatch.lambda;

import io.snowwatch.ConfigurationException;
import io.snowwatch.aws.AwsAccount;
import io.snowwatch.aws.AwsSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Loads what an invocation needs while the function starts, when Lambda gives it more processor
 * than later, and side by side: clients of AWS take most of the classes, and are the slowest to
 * build the first time.
 */
final class Priming {

  // The account is known when the function is called; no call is made before.
  private static final String NO_ACCOUNT = "000000000000";

  private static final Logger NOT_PRIMED = LoggerFactory.getLogger(Priming.class);

  private Priming() {}

  /** Builds clients and throws them away: those of the account are then built in no time. */
  static void clients(boolean regional) {
    try (AwsAccount account =
        AwsAccount.create(AwsSettings.builder().accountId(NO_ACCOUNT).build())) {
      CompletableFuture<?> regions =
          CompletableFuture.runAsync(
              () -> {
                if (regional) {
                  account.client(Ec2Client.class, Ec2Client::builder);
                }
              });
      account.client(S3Client.class, S3Client::builder);
      regions.join();
    } catch (ConfigurationException | SdkException | CompletionException e) {
      // Without a Region, say: the invocation meets it again, and tells it as its failure.
      NOT_PRIMED.debug("not primed", e);
    }
  }
}
