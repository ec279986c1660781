package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The contents of a digest file.
 *
 * @param bucket the bucket that it names for itself
 * @param key the key that it names for itself
 * @param start the beginning of the time that it covers
 * @param end the end of that time
 * @param fingerprint the fingerprint of the key that signed it
 * @param sha256 the hash of the uncompressed contents, in hexadecimal
 * @param previous the digest file before it; empty for the first of a chain
 * @param logFiles the log files that it names
 * @param signedText what was signed
 */
record Digest(
    String bucket,
    String key,
    Instant start,
    Instant end,
    String fingerprint,
    String sha256,
    Optional<Previous> previous,
    List<LogFile> logFiles,
    String signedText) {

  /** The algorithm of CloudTrail's hashes. */
  static final String HASH_ALGORITHM = "SHA-256";

  /** The algorithm of CloudTrail's signatures. */
  static final String SIGNATURE_ALGORITHM = "SHA256withRSA";

  // An hour's digest file needs some 300 bytes for a log file; this is room for 200,000 of them.
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  /** The digest file before a digest file, as the latter describes it. */
  record Previous(String bucket, String key, String sha256, String signature) {

    String location() {
      return bucket + "/" + key;
    }
  }

  /** A log file, as the digest file describes it. */
  record LogFile(String bucket, String key, String sha256, String hashAlgorithm) {}

  /**
   * Reads a digest file.
   *
   * @throws IOException if it cannot be read, or is no digest file
   */
  static Digest read(InputStream object) throws IOException {
    try (InputStream content = GzipMember.uncompress(object)) {
      byte[] bytes = content.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is longer than any digest file, " + MAX_BYTES + " bytes.");
      }
      GzipMember.requireEnd(content);
      JsonNode json = JSON.readTree(bytes);
      String bucket = text(json, "digestS3Bucket");
      String key = text(json, "digestS3Object");
      String end = text(json, "digestEndTime");
      String sha256 = HexFormat.of().formatHex(newHash().digest(bytes));
      String previousSignature = json.path("previousDigestSignature").asText(null);
      return new Digest(
          bucket,
          key,
          Instant.parse(text(json, "digestStartTime")),
          Instant.parse(end),
          text(json, "digestPublicKeyFingerprint"),
          sha256,
          previous(json),
          logFiles(json),
          // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
          "%s\n%s/%s\n%s\n%s".formatted(end, bucket, key, sha256, previousSignature));
    } catch (DateTimeParseException e) {
      throw new IOException("'" + e.getParsedString() + "' in it is no time.", e);
    }
  }

  /** What a chain needs. */
  Digest withoutLogFiles() {
    return new Digest(
        bucket, key, start, end, fingerprint, sha256, previous, List.of(), signedText);
  }

  private static Optional<Previous> previous(JsonNode json) throws IOException {
    if (!json.path("previousDigestS3Object").isTextual()) {
      return Optional.empty();
    }
    return Optional.of(
        new Previous(
            text(json, "previousDigestS3Bucket"),
            text(json, "previousDigestS3Object"),
            text(json, "previousDigestHashValue"),
            text(json, "previousDigestSignature")));
  }

  private static List<LogFile> logFiles(JsonNode json) throws IOException {
    List<LogFile> files = new ArrayList<>();
    for (JsonNode file : json.path("logFiles")) {
      files.add(
          new LogFile(
              text(file, "s3Bucket"),
              text(file, "s3Object"),
              text(file, "hashValue"),
              text(file, "hashAlgorithm")));
    }
    return files;
  }

  private static String text(JsonNode json, String field) throws IOException {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw new IOException("it is no digest file: '" + field + "' is missing.");
    }
    return value.textValue();
  }

  static MessageDigest newHash() {
    try {
      return MessageDigest.getInstance(HASH_ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
