package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A trail's objects, signed as CloudTrail signs them, in memory and open to tampering. */
public final class SignedTrail {

  public static final String BUCKET = "trail-bucket";
  public static final String ACCOUNT = "111122223333";
  public static final String REGION = "eu-west-1";
  public static final String TRAIL = "my_trail";
  public static final Instant START = Instant.parse("2026-11-20T20:01:31Z");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

  /** Making keys takes long. */
  private static final KeyPair FIRST_KEYS = newKeys();

  /** The content and metadata of an object. */
  public static final class Stored {

    private final byte[] content;
    private final Map<String, String> metadata;

    Stored(byte[] content, Map<String, String> metadata) {
      this.content = content;
      this.metadata = metadata;
    }

    public byte[] content() {
      return content;
    }

    public Map<String, String> metadata() {
      return metadata;
    }
  }

  public final Map<String, Stored> objects = new TreeMap<>();
  public final List<String> digestKeys = new ArrayList<>();
  public final List<String> logKeys = new ArrayList<>();

  private final Map<String, String> buckets = new HashMap<>();
  private String root;
  private String bucket;
  private final String region;
  private KeyPair keys = FIRST_KEYS;
  private Instant end = START;
  private @Nullable String previousKey;

  public SignedTrail() {
    this(BUCKET, "AWSLogs/", REGION);
  }

  /** A trail whose account's directory lies in another one. */
  public SignedTrail(String bucket, String directory, String region) {
    this.bucket = bucket;
    this.root = directory;
    this.region = region;
  }

  static SignedTrail ofOrganization(String organizationId) {
    return new SignedTrail(BUCKET, "AWSLogs/" + organizationId + "/", REGION);
  }

  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public KeyPair keys() {
    return keys;
  }

  public Instant end() {
    return end;
  }

  /** Digest files are signed with another key from here on. */
  void changeKeys() {
    keys = newKeys();
  }

  /** Logging is off for a while; the next digest file begins a chain. */
  void turnOff(Duration time) {
    end = end.plus(time);
    previousKey = null;
  }

  /** The trail delivers to another bucket from here on. */
  SignedTrail moveTo(String newBucket) {
    bucket = newBucket;
    return this;
  }

  /** The trail delivers into another directory from here on. */
  SignedTrail moveBelow(String directory) {
    root = directory;
    return this;
  }

  /** The bucket that an object was delivered to. */
  String bucketOf(String key) {
    return buckets.getOrDefault(key, bucket);
  }

  /** Time passes of which no digest file tells, though the chain goes on. */
  void skip(Duration time) {
    end = end.plus(time);
  }

  /** Hours of log files, each with its digest file. */
  public SignedTrail hours(int hours) {
    for (int i = 0; i < hours; i++) {
      Instant start = end;
      end = start.plus(Duration.ofHours(1));
      List<String> logs = new ArrayList<>();
      for (int n = 0; n < 2; n++) {
        logs.add(addLog(start.plus(Duration.ofMinutes(10 + 20 * n)), "log" + n));
      }
      logKeys.addAll(logs);
      previousKey = addDigest(start, end, previousKey, logs, Map.of());
      digestKeys.add(previousKey);
    }
    return this;
  }

  /** A backfill digest file about a log file of its own. */
  String backfill(Instant start) {
    String log = addLog(start.plusSeconds(60), "late");
    logKeys.add(log);
    return addDigest(
        start,
        start.plus(Duration.ofHours(1)),
        null,
        List.of(log),
        Map.of("backfill-generation-timestamp", start.plus(Duration.ofDays(1)).toString()));
  }

  String addLog(Instant time, String id) {
    String key =
        "%s%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
            .formatted(
                root, ACCOUNT, region, DAY.format(time), ACCOUNT, region, MINUTE.format(time), id);
    String content = "{\"Records\":[{\"eventVersion\":\"1.11\",\"eventTime\":\"" + time + "\"}]}";
    objects.put(key, new Stored(gzip(content.getBytes(StandardCharsets.UTF_8)), Map.of()));
    buckets.put(key, bucket);
    return key;
  }

  /** A log file that nobody mentions. */
  void addLog(String key) {
    add(key, "{\"Records\":[{\"eventVersion\":\"1.11\"}]}");
  }

  void add(String key, String content) {
    objects.put(key, new Stored(gzip(content.getBytes(StandardCharsets.UTF_8)), Map.of()));
    buckets.put(key, bucket);
  }

  private String addDigest(
      Instant start,
      Instant end,
      @Nullable String previous,
      List<String> logs,
      Map<String, String> metadata) {
    String key =
        "%s%s/CloudTrail-Digest/%s/%s/%s_CloudTrail-Digest_%s_%s_us-east-1_%s%s.json.gz"
            .formatted(
                root,
                ACCOUNT,
                region,
                DAY.format(end),
                ACCOUNT,
                region,
                TRAIL,
                SECOND.format(end),
                metadata.isEmpty() ? "" : "_backfill");
    ObjectNode digest = JSON.createObjectNode();
    digest.put("awsAccountId", ACCOUNT);
    digest.put("digestStartTime", start.toString());
    digest.put("digestEndTime", end.toString());
    digest.put("digestS3Bucket", bucket);
    digest.put("digestS3Object", key);
    digest.put("digestPublicKeyFingerprint", fingerprint());
    digest.put("digestSignatureAlgorithm", "SHA256withRSA");
    digest.put("newestEventTime", end.toString());
    digest.put("oldestEventTime", start.toString());
    digest.put("previousDigestS3Bucket", previous == null ? null : bucketOf(previous));
    digest.put("previousDigestS3Object", previous);
    digest.put(
        "previousDigestHashValue",
        previous == null ? null : sha256(gunzip(objects.get(previous).content())));
    digest.put("previousDigestHashAlgorithm", previous == null ? null : "SHA-256");
    digest.put(
        "previousDigestSignature",
        previous == null ? null : objects.get(previous).metadata().get("signature"));
    ArrayNode files = digest.putArray("logFiles");
    for (String log : logs) {
      files
          .addObject()
          .put("s3Bucket", bucket)
          .put("s3Object", log)
          .put("hashValue", sha256(gunzip(objects.get(log).content())))
          .put("hashAlgorithm", "SHA-256")
          .put("newestEventTime", end.toString())
          .put("oldestEventTime", start.toString());
    }
    put(key, digest, metadata);
    buckets.put(key, bucket);
    return key;
  }

  /** Signs and stores a digest file. */
  private void put(String key, ObjectNode digest, Map<String, String> metadata) {
    byte[] content = digest.toPrettyString().getBytes(StandardCharsets.UTF_8);
    Map<String, String> all = new HashMap<>(metadata);
    all.put("signature", sign(digest, content));
    all.put("signature-algorithm", "SHA256withRSA");
    objects.put(key, new Stored(gzip(content), all));
  }

  private String sign(ObjectNode digest, byte[] content) {
    // Written from the documentation, not from the code that is tested.
    String text =
        String.join(
            "\n",
            digest.get("digestEndTime").textValue(),
            digest.get("digestS3Bucket").textValue()
                + "/"
                + digest.get("digestS3Object").textValue(),
            sha256(content),
            digest.get("previousDigestSignature").isNull()
                ? "null"
                : digest.get("previousDigestSignature").textValue());
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Changes the contents of an object and nothing else of it. */
  void edit(String key, Consumer<ObjectNode> change) {
    Stored object = objects.get(key);
    ObjectNode json = json(key);
    change.accept(json);
    objects.put(
        key,
        new Stored(
            gzip(json.toPrettyString().getBytes(StandardCharsets.UTF_8)), object.metadata()));
  }

  /** Changes the contents of a digest file and signs them with the trail's current key. */
  void editAndSign(String key, Consumer<ObjectNode> change) {
    ObjectNode json = json(key);
    change.accept(json);
    json.put("digestPublicKeyFingerprint", fingerprint());
    put(key, json, Map.of());
  }

  ObjectNode json(String key) {
    try {
      return (ObjectNode) JSON.readTree(gunzip(objects.get(key).content()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fingerprint of the current key; AWS does not say how it makes its own. */
  public String fingerprint() {
    return sha256(keys.getPublic().getEncoded()).substring(0, 32);
  }

  /** What {@code aws cloudtrail list-public-keys} prints for the current key. */
  public String publicKeyList() {
    return JSON.createObjectNode()
        .set(
            "PublicKeyList",
            JSON.createArrayNode()
                .add(
                    JSON.createObjectNode()
                        .put("Value", Base64.getEncoder().encodeToString(pkcs1()))
                        .put("Fingerprint", fingerprint())))
        .toString();
  }

  /** The current public key as CloudTrail publishes it. */
  byte[] pkcs1() {
    // The envelope of a 2048-bit key has 24 bytes.
    byte[] x509 = keys.getPublic().getEncoded();
    return Arrays.copyOfRange(x509, 24, x509.length);
  }

  /** Writes every object into a folder, metadata beside it. */
  public void writeTo(Path folder) {
    objects.forEach(
        (key, object) -> {
          try {
            Path file = folder.resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, object.content());
            if (!object.metadata().isEmpty()) {
              Files.writeString(
                  Path.of(file + FolderTrailStorage.HEAD_SUFFIX),
                  JSON.createObjectNode()
                      .set("Metadata", JSON.valueToTree(object.metadata()))
                      .toString());
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** All objects in their buckets. */
  TrailStorage storage() {
    return new TrailStorage() {
      @Override
      public Optional<TrailObject> open(String bucket, String key) {
        return Optional.ofNullable(objects.get(key))
            .filter(object -> bucketOf(key).equals(bucket))
            .map(
                object ->
                    new TrailObject(new ByteArrayInputStream(object.content()), object.metadata()));
      }

      @Override
      public Stream<String> keys(String bucket, String prefix, String after) {
        return objects.keySet().stream()
            .filter(key -> bucketOf(key).equals(bucket))
            .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0);
      }
    };
  }

  /** Puts every object into its bucket, which there must be. */
  public void writeTo(S3Client s3) {
    objects.forEach(
        (key, object) ->
            s3.putObject(
                request -> request.bucket(bucketOf(key)).key(key).metadata(object.metadata()),
                RequestBody.fromBytes(object.content())));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] gunzip(byte[] bytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
