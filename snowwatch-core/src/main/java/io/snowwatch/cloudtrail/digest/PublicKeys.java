package io.snowwatch.cloudtrail.digest;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/**
 * Where the public keys come from whose private halves CloudTrail signs digest files with. Whoever
 * controls this controls what counts as valid.
 *
 * <p>Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface PublicKeys {

  /**
   * The keys that may have signed a digest file.
   *
   * @param region the Region that delivered it: each has keys of its own
   * @param fingerprint the key's fingerprint, as the digest file tells it
   * @param from the beginning of the time in which it was signed
   * @param to the end of that time
   * @return RSA keys to try; none if no trusted key has the fingerprint
   */
  List<PublicKey> find(String region, String fingerprint, Instant from, Instant to);
}
