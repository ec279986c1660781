package io.snowwatch.cloudtrail.digest;

import io.snowwatch.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies one file at a time, by itself. */
final class FileVerifier {

  private static final int BUFFER_BYTES = 64 * 1024;

  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
  private static final String SIGNATURE = "signature";
  private static final String ALGORITHM = "signature-algorithm";
  private static final String BACKFILL_TIME = "backfill-generation-timestamp";

  // A digest file is signed when it is delivered, soon after the time that it covers.
  private static final Duration SIGNED_WITHIN = Duration.ofHours(2);

  private final TrailStorage storage;
  private final PublicKeys publicKeys;

  FileVerifier(TrailStorage storage, PublicKeys publicKeys) {
    this.storage = storage;
    this.publicKeys = publicKeys;
  }

  /**
   * A digest file that was read.
   *
   * @param digest its contents; null if they could not be read
   * @param signature the signature in its metadata, empty without one
   */
  record VerifiedDigest(
      String bucket, String key, Verdict verdict, @Nullable Digest digest, String signature) {

    boolean isValid() {
      return verdict instanceof Verdict.Valid;
    }

    String location() {
      return bucket + "/" + key;
    }

    /** What a chain needs; the log files may be many. */
    VerifiedDigest withoutLogFiles() {
      return digest == null
          ? this
          : new VerifiedDigest(bucket, key, verdict, digest.withoutLogFiles(), signature);
    }
  }

  VerifiedDigest digest(String bucket, String key, String mentionedBy) {
    try {
      Optional<TrailObject> found = storage.open(bucket, key);
      if (found.isEmpty()) {
        return new VerifiedDigest(bucket, key, new Verdict.Missing(mentionedBy), null, "");
      }
      try (TrailObject object = found.get()) {
        Digest digest = Digest.read(object.content());
        Map<String, String> metadata = object.metadata();
        return new VerifiedDigest(
            bucket,
            key,
            verdict(bucket, key, digest, metadata),
            digest,
            metadata.getOrDefault(SIGNATURE, ""));
      }
    } catch (IOException | StorageException e) {
      return new VerifiedDigest(bucket, key, Verdict.Unreadable.because(e), null, "");
    }
  }

  private Verdict verdict(String bucket, String key, Digest digest, Map<String, String> metadata) {
    if (!digest.bucket().equals(bucket) || !digest.key().equals(key)) {
      return new Verdict.Moved(digest.bucket(), digest.key());
    }
    String signature = metadata.get(SIGNATURE);
    if (signature == null) {
      return new Verdict.SignatureMissing();
    }
    String algorithm = metadata.getOrDefault(ALGORITHM, Digest.SIGNATURE_ALGORITHM);
    if (!algorithm.equals(Digest.SIGNATURE_ALGORITHM)) {
      return new Verdict.Unreadable("it is signed with " + algorithm + ", which is not known.");
    }
    Instant from = digest.start();
    Instant to = digest.end().plus(SIGNED_WITHIN);
    if (metadata.containsKey(BACKFILL_TIME)) {
      try {
        Instant signed = Instant.parse(metadata.getOrDefault(BACKFILL_TIME, ""));
        from = signed.minus(SIGNED_WITHIN);
        to = signed.plus(SIGNED_WITHIN);
      } catch (DateTimeParseException e) {
        return new Verdict.Unreadable("its " + BACKFILL_TIME + " is no time.");
      }
    }
    String region = DigestKey.parse(key).map(k -> k.chain().region()).orElse("");
    List<PublicKey> keys = publicKeys.find(region, digest.fingerprint(), from, to);
    if (keys.isEmpty()) {
      return new Verdict.KeyUnknown(digest.fingerprint());
    }
    return keys.stream().anyMatch(k -> isSigned(digest.signedText(), signature, k))
        ? new Verdict.Valid()
        : new Verdict.SignatureWrong(digest.fingerprint());
  }

  private static boolean isSigned(String text, String hexSignature, PublicKey key) {
    try {
      Signature signature = Signature.getInstance(Digest.SIGNATURE_ALGORITHM);
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(HexFormat.of().parseHex(hexSignature));
    } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
      // What is no signature at all does not sign anything.
      return false;
    }
  }

  CheckedFile logFile(Digest.LogFile file, VerifiedDigest digest) {
    return new CheckedFile(
        CheckedFile.Type.LOG_FILE, file.bucket(), file.key(), logFileVerdict(file, digest));
  }

  private Verdict logFileVerdict(Digest.LogFile file, VerifiedDigest digest) {
    if (!digest.isValid()) {
      return new Verdict.Unproven(digest.key());
    }
    if (!file.hashAlgorithm().equals(Digest.HASH_ALGORITHM)) {
      return new Verdict.Unreadable(
          "its hash is " + file.hashAlgorithm() + ", which is not known.");
    }
    try {
      Optional<TrailObject> found = storage.open(file.bucket(), file.key());
      if (found.isEmpty()) {
        return new Verdict.Missing(digest.key());
      }
      try (TrailObject object = found.get();
          InputStream content = GzipMember.uncompress(object.content())) {
        String actual = sha256(content);
        GzipMember.requireEnd(content);
        return actual.equalsIgnoreCase(file.sha256())
            ? new Verdict.Valid()
            : new Verdict.Modified(file.sha256(), actual);
      }
    } catch (IOException | StorageException e) {
      return Verdict.Unreadable.because(e);
    }
  }

  private static String sha256(InputStream content) throws IOException {
    MessageDigest hash = Digest.newHash();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read; (read = content.read(buffer)) >= 0; ) {
      hash.update(buffer, 0, read);
    }
    return HexFormat.of().formatHex(hash.digest());
  }
}
