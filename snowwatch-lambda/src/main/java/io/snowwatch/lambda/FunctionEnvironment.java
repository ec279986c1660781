package io.snowwatch.lambda;

import io.snowwatch.storage.BucketLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment that a deployment gives the functions: what their settings are read from. */
public final class FunctionEnvironment {

  private FunctionEnvironment() {}

  /**
   * The variables of every function. They are the same for all, so that all agree on whose
   * directory is whose.
   *
   * @param bucket the bucket's name, or an expression for it
   * @param layout which directory each source has
   * @param regions the Regions to look at, or an expression for them
   * @param compression how lines of log files are compressed, or an expression for it
   * @return names and values, the bucket first
   */
  public static Map<String, String> of(
      String bucket, BucketLayout layout, String regions, String compression) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(FunctionSettings.BUCKET, bucket);
    environment.putAll(layout.toEnvironment());
    environment.put(FunctionSettings.REGIONS, regions);
    environment.put(FunctionSettings.COMPRESSION, compression);
    return environment;
  }
}
