package io.snowwatch.snowflake.aws;

import io.snowwatch.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * As whom Snowflake takes on the role: what {@code DESC INTEGRATION} shows.
 *
 * @param principalArn {@code STORAGE_AWS_IAM_USER_ARN}, a user or role of Snowflake's own account
 * @param externalId {@code STORAGE_AWS_EXTERNAL_ID}
 * @see <a href="https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration">
 *     Configuring a storage integration</a>
 */
public record IntegrationIdentity(String principalArn, String externalId) {

  private static final Pattern PRINCIPAL =
      Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/[\\w+=,.@/-]+");
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

  /**
   * @throws ConfigurationException if a value cannot be what Snowflake shows
   */
  public IntegrationIdentity {
    List<String> problems = new ArrayList<>();
    if (!PRINCIPAL.matcher(principalArn).matches()) {
      problems.add(
          "'%s' is not the ARN of an IAM user or role: take STORAGE_AWS_IAM_USER_ARN from DESC INTEGRATION."
              .formatted(principalArn));
    }
    if (!EXTERNAL_ID.matcher(externalId).matches()) {
      problems.add(
          "'%s' is no external id, which has 2 to 1224 letters, digits and the characters _ + = , . @ : / -: take STORAGE_AWS_EXTERNAL_ID from DESC INTEGRATION."
              .formatted(externalId));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
