package io.snowwatch.cli;

import io.snowwatch.aws.AwsHttp;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The HTTP of the clients that the SDK makes for itself, to assume roles and to refresh logins: as
 * that of all others, with the same proxies. The SDK makes it by its name.
 */
public final class CredentialsHttp implements SdkHttpService {

  /** The property that tells the SDK the name. */
  static final String PROPERTY = SdkSystemSetting.SYNC_HTTP_SERVICE_IMPL.property();

  /** For the SDK. */
  public CredentialsHttp() {}

  @Override
  public SdkHttpClient.Builder<?> createHttpClientBuilder() {
    return new Builder();
  }

  private static final class Builder implements SdkHttpClient.Builder<Builder> {

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return AwsHttp.client();
    }
  }
}
