package io.snowwatch.storage;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * How JSON lines are compressed. Snowflake tells them apart by itself.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-file-format">CREATE FILE
 *     FORMAT, COMPRESSION = AUTO</a>
 */
public enum Compression {
  /** What everything reads. */
  GZIP(".gz") {
    @Override
    public CompressedWriter compress(PendingObject object) throws IOException {
      return new GzipWriter(object);
    }
  },

  /** Several times faster than gzip, and smaller: docs/benchmarks.md has the figures. */
  ZSTD(".zst") {
    @Override
    public CompressedWriter compress(PendingObject object) throws IOException {
      return new ZstdWriter(object);
    }
  };

  private static final byte GZIP_ID1 = 0x1f;
  private static final byte GZIP_ID2 = (byte) 0x8b;
  private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

  private final String suffix;

  Compression(String suffix) {
    this.suffix = suffix;
  }

  /**
   * The end of a key that tells the compression.
   *
   * @return for example {@code .gz}
   */
  public String suffix() {
    return suffix;
  }

  /**
   * Begins to compress into an object.
   *
   * @param object takes the compressed bytes; committed and closed by its owner
   * @return takes the bytes to be compressed
   * @throws IOException never, in practice: the object throws {@link StorageException}
   */
  public abstract CompressedWriter compress(PendingObject object) throws IOException;

  /**
   * Uncompresses what is compressed in one of these ways; anything else is passed through.
   *
   * @param compressed an object's bytes
   * @return the uncompressed bytes; closing it closes the object
   * @throws IOException if reading fails
   * @see <a href="https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1">gzip's</a> and <a
   *     href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1">Zstandard's</a> first bytes
   */
  public static InputStream uncompress(InputStream compressed) throws IOException {
    PushbackInputStream pushback = new PushbackInputStream(compressed, ZSTD_MAGIC.length);
    byte[] magic = pushback.readNBytes(ZSTD_MAGIC.length);
    pushback.unread(magic);
    if (Arrays.equals(magic, ZSTD_MAGIC)) {
      return new ZstdInputStreamNoFinalizer(pushback);
    }
    return magic.length >= 2 && magic[0] == GZIP_ID1 && magic[1] == GZIP_ID2
        ? new GZIPInputStream(pushback)
        : pushback;
  }

  /**
   * A key without the end that tells the compression.
   *
   * @param key a key
   * @return the key up to the suffix; the whole key if it has none
   */
  public static String withoutSuffix(String key) {
    for (Compression compression : values()) {
      if (key.endsWith(compression.suffix)) {
        return key.substring(0, key.length() - compression.suffix.length());
      }
    }
    return key;
  }

  /**
   * The compression of a name.
   *
   * @param name for example {@code gzip}, in any case
   * @return the compression
   * @throws ConfigurationException if there is none of that name
   */
  public static Compression parse(String name) {
    return Arrays.stream(values())
        .filter(compression -> compression.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(
                        "There is no compression '%s': use %s."
                            .formatted(
                                name,
                                Arrays.stream(values())
                                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(" or "))))));
  }
}
