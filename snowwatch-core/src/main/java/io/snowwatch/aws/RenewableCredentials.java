package io.snowwatch.aws;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials that are looked for anew where AWS says that they have expired, before their provider
 * expects it: their session was ended, a login replaced them, or a clock is wrong. The call is then
 * sent once more, signed with the fresh ones.
 *
 * <p>Safe for use by several threads.
 */
public final class RenewableCredentials implements AwsCredentialsProvider, SdkAutoCloseable {

  // The SDK makes all attempts of a call in the caller's thread.
  private static final ThreadLocal<@Nullable AwsCredentialsIdentity> SIGNED_WITH =
      new ThreadLocal<>();

  private final Supplier<? extends AwsCredentialsProvider> source;
  private final boolean closes;
  private volatile AwsCredentialsProvider provider;
  private volatile @Nullable AwsCredentialsIdentity refused;

  private RenewableCredentials(
      Supplier<? extends AwsCredentialsProvider> source,
      AwsCredentialsProvider provider,
      boolean closes) {
    this.source = source;
    this.closes = closes;
    this.provider = provider;
  }

  /**
   * Credentials of providers that are made here. A provider keeps what it got until it expects the
   * end of it, so a new one is made where AWS says otherwise.
   *
   * @param source makes a provider that looks for credentials anew; those before it are closed
   * @return the credentials; their owner closes them
   */
  public static RenewableCredentials of(Supplier<? extends AwsCredentialsProvider> source) {
    return new RenewableCredentials(source, source.get(), true);
  }

  /** Those of somebody else's provider, which is asked again. */
  static RenewableCredentials around(AwsCredentialsProvider given) {
    return given instanceof RenewableCredentials renewable
        ? renewable
        : new RenewableCredentials(() -> given, given, false);
  }

  @Override
  public AwsCredentials resolveCredentials() {
    return provider.resolveCredentials();
  }

  /** How the clients' calls are signed. */
  AwsV4AuthScheme scheme() {
    return new Scheme(AwsV4AuthScheme.create(), new Signer(AwsV4HttpSigner.create()));
  }

  /**
   * Looks for other credentials than those that this thread's last attempt was signed with and AWS
   * refused.
   *
   * @return whether there are any
   */
  boolean renew() {
    @Nullable AwsCredentialsIdentity used = SIGNED_WITH.get();
    return used != null && renew(used);
  }

  // Those whose attempts were refused at the same time wait for the one that looks.
  private synchronized boolean renew(AwsCredentialsIdentity used) {
    if (provider.resolveCredentials().equals(used)) {
      AwsCredentialsProvider old = provider;
      provider = source.get();
      close(old);
      if (provider.resolveCredentials().equals(used)) {
        return false;
      }
    }
    refused = used;
    return true;
  }

  @Override
  public void close() {
    close(provider);
  }

  private void close(AwsCredentialsProvider made) {
    if (closes && made instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  /** Where they come from; never what they are. */
  @Override
  public String toString() {
    return "RenewableCredentials(" + provider + ")";
  }

  private record Scheme(AwsV4AuthScheme sdks, AwsV4HttpSigner signer) implements AwsV4AuthScheme {

    @Override
    public String schemeId() {
      return sdks.schemeId();
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
      return sdks.identityProvider(providers);
    }
  }

  /** The SDK has the same credentials for all attempts of a call. */
  private final class Signer implements AwsV4HttpSigner {

    private final AwsV4HttpSigner sdks;

    Signer(AwsV4HttpSigner sdks) {
      this.sdks = sdks;
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
      AwsCredentialsIdentity of = request.identity();
      AwsCredentialsIdentity identity = of.equals(refused) ? resolveCredentials() : of;
      SIGNED_WITH.set(identity);
      return sdks.sign(with(request, identity));
    }

    @SuppressWarnings("unchecked") // A request of a subtype only ever gives its identity.
    private static SignRequest<? extends AwsCredentialsIdentity> with(
        SignRequest<? extends AwsCredentialsIdentity> request, AwsCredentialsIdentity identity) {
      return request.identity() == identity
          ? request
          : ((SignRequest<AwsCredentialsIdentity>) request).toBuilder().identity(identity).build();
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(
        AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
      return sdks.signAsync(request);
    }
  }
}
