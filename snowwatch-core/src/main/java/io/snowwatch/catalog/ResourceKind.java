package io.snowwatch.catalog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a record describes.
 *
 * @param type CloudFormation's name of the type, which AWS Config and Security Hub use too
 * @param key the column that tells a resource from the others of its account and Region
 * @param arn the resource's ARN: text with columns' names in <code>${…}</code>, and <code>
 *     ${Partition}</code>, which follows from the Region
 */
public record ResourceKind(String type, String key, String arn) {

  /** What stands in an ARN for the partition of the resource's Region. */
  public static final String PARTITION = "Partition";

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9]+::[A-Za-z0-9]*::[A-Za-z0-9]+");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_]+)}");

  /**
   * @throws IllegalArgumentException if the type or the key is malformed
   */
  public ResourceKind {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "'" + type + "' is no resource type: write it as AWS::Service::Type.");
    }
    Names.requireUpperCase("key", key);
  }

  /**
   * The columns that the ARN is made of.
   *
   * @return their names in the ARN's order
   */
  public List<String> arnColumns() {
    return PLACEHOLDER
        .matcher(arn)
        .results()
        .map(match -> match.group(1))
        .filter(name -> !name.equals(PARTITION))
        .toList();
  }
}
