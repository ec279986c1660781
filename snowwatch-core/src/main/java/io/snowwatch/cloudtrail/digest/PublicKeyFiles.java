package io.snowwatch.cloudtrail.digest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keys in files, for verifying without asking CloudTrail.
 *
 * <p>A file is what {@code aws cloudtrail list-public-keys} prints, or one RSA key: PEM or DER, as
 * PKCS#1 or X.509, or the Base64 of that. A key from {@code list-public-keys} counts for its
 * fingerprint only; any other key is tried on every digest file.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PublicKeyFiles implements PublicKeys {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern PEM_LINE = Pattern.compile("-----[A-Z ]+-----");

  private record Entry(String fingerprint, PublicKey key) {}

  private static final String ANY = "";

  private final List<Entry> entries;

  private PublicKeyFiles(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads keys.
   *
   * @param files at least one
   * @return the keys
   * @throws ConfigurationException if files cannot be read or hold no key; it names all of them
   */
  public static PublicKeyFiles read(List<Path> files) {
    List<Entry> entries = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      try {
        int before = entries.size();
        read(Files.readAllBytes(file), entries);
        if (entries.size() == before) {
          problems.add(
              file
                  + " lists no public key: print them with aws cloudtrail list-public-keys"
                  + " --start-time … --end-time … for the time of the digest files.");
        }
      } catch (IOException | IllegalArgumentException e) {
        problems.add(
            "%s is no RSA public key: %s Give PEM, DER or what aws cloudtrail list-public-keys prints."
                .formatted(file, e));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new PublicKeyFiles(entries);
  }

  private static void read(byte[] content, List<Entry> entries) throws JsonProcessingException {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (text.startsWith("{")) {
      for (JsonNode key : JSON.readTree(text).path("PublicKeyList")) {
        entries.add(
            new Entry(
                key.path("Fingerprint").asText(ANY),
                RsaKeys.of(RsaKeys.base64(key.path("Value").asText()))));
      }
    } else if (content.length > 0 && content[0] == RsaKeys.SEQUENCE) {
      entries.add(new Entry(ANY, RsaKeys.of(content)));
    } else {
      String base64 = PEM_LINE.matcher(text).replaceAll("");
      entries.add(new Entry(ANY, RsaKeys.of(RsaKeys.base64(base64))));
    }
  }

  @Override
  public List<PublicKey> find(String region, String fingerprint, Instant from, Instant to) {
    return entries.stream()
        .filter(e -> e.fingerprint().equals(ANY) || e.fingerprint().equals(fingerprint))
        .map(Entry::key)
        .toList();
  }
}
