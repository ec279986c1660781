package io.snowwatch.storage;

import io.snowwatch.ConfigurationException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

  /**
   * Several times faster than gzip, and smaller: docs/benchmarks.md has the figures. It needs
   * {@code com.github.luben:zstd-jni}, an optional dependency, on the class path.
   */
  ZSTD(".zst") {
    @Override
    public CompressedWriter compress(PendingObject object) throws IOException {
      return new ZstdWriter(object);
    }
  };

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
