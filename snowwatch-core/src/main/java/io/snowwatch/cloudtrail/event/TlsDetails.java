package io.snowwatch.cloudtrail.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.snowwatch.catalog.ValueStyle;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * How the connection of an API call was encrypted.
 *
 * <p>Immutable and safe for use by several threads, as long as nobody changes the JSON in it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-supported-tls-details.html">CloudTrail
 *     record contents</a>
 */
@Value.Immutable
@ValueStyle
public abstract class TlsDetails {

  static final FieldNames FIELDS =
      FieldNames.of("tlsVersion", "cipherSuite", "clientProvidedHostHeader", "keyExchange");

  TlsDetails() {}

  /**
   * Starts with every field absent.
   *
   * @return an empty builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The protocol.
   *
   * @return for example {@code TLSv1.3}
   */
  public abstract Optional<String> tlsVersion();

  /**
   * The ciphers.
   *
   * @return for example {@code TLS_AES_128_GCM_SHA256}
   */
  public abstract Optional<String> cipherSuite();

  /**
   * The host name that the client used.
   *
   * @return for example {@code s3.eu-west-1.amazonaws.com}
   */
  public abstract Optional<String> clientProvidedHostHeader();

  /**
   * The key agreement.
   *
   * @return for example {@code x25519}
   */
  public abstract Optional<String> keyExchange();

  /**
   * Every other field, such as one of a newer record format, in its order.
   *
   * @return values by field
   */
  public abstract Map<String, JsonNode> otherFields();

  static TlsDetails read(EventFields fields) {
    return builder()
        .tlsVersion(fields.text("tlsVersion"))
        .cipherSuite(fields.text("cipherSuite"))
        .clientProvidedHostHeader(fields.text("clientProvidedHostHeader"))
        .keyExchange(fields.text("keyExchange"))
        .otherFields(fields.rest())
        .build();
  }

  /** Builds {@link TlsDetails}. Not safe for use by several threads. */
  public static final class Builder extends ImmutableTlsDetails.Builder {
    Builder() {}
  }
}
