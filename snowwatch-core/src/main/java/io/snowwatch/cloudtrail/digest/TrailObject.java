package io.snowwatch.cloudtrail.digest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * An opened digest or log file.
 *
 * @param content the object's bytes, compressed as CloudTrail delivered them
 * @param metadata the object's user metadata, names in lower case without {@code x-amz-meta-};
 *     where a digest file's signature is
 */
public record TrailObject(InputStream content, Map<String, String> metadata)
    implements AutoCloseable {

  /** Copies the metadata. */
  public TrailObject {
    metadata = Map.copyOf(metadata);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
