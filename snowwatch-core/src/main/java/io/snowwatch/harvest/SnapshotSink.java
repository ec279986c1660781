package io.snowwatch.harvest;

import io.snowwatch.json.JsonRecord;
import io.snowwatch.storage.BucketLayout;
import io.snowwatch.storage.JsonLinesWriter;
import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.SnapshotKey;
import java.io.OutputStream;
import java.util.List;

/** Where snapshots go. Implementations are safe for use by several threads. */
public interface SnapshotSink {

  /**
   * Begins a snapshot.
   *
   * @param snapshot what it is a picture of
   * @return takes its records
   */
  Writer open(Snapshot snapshot);

  /** Takes the records of one snapshot. Not safe for use by several threads. */
  interface Writer extends AutoCloseable {

    /**
     * Takes a record.
     *
     * @param record the record
     */
    void write(JsonRecord record);

    /**
     * How much has been written, so that not too many large snapshots are in memory at once.
     *
     * @return bytes, as they are stored; 0 unless overridden, for a sink that keeps nothing in
     *     memory
     */
    default long bytes() {
      return 0;
    }

    /**
     * Publishes the snapshot.
     *
     * @return the keys of the objects that hold it; none for an empty snapshot
     */
    List<String> commit();

    /**
     * Drops the snapshot in the place of a thread that hangs with it; the only method for another
     * thread. Does nothing unless overridden, for a sink that keeps nothing outside of memory.
     */
    default void abandon() {}

    /** Drops the snapshot, unless it was committed. */
    @Override
    void close();
  }

  /**
   * Records as uncompressed JSON lines of one stream, each as it comes: what was written of a
   * snapshot that fails later cannot be taken back. Records about the run itself are left out.
   *
   * @param out takes whole lines; flushed and closed by its owner
   * @return the sink
   */
  static SnapshotSink lines(OutputStream out) {
    return new LinesSink(out);
  }

  /**
   * Snapshots as compressed JSON lines in objects.
   *
   * @param store where the objects go
   * @param layout which directory each dataset has
   * @return the sink
   */
  static SnapshotSink of(ObjectStore store, BucketLayout layout) {
    return of(store, layout, JsonLinesWriter.DEFAULT_ROLL_OVER_BYTES);
  }

  /**
   * Snapshots as compressed JSON lines in objects of about a given size.
   *
   * @param store where the objects go
   * @param layout which directory each dataset has
   * @param rollOverBytes the compressed bytes after which a further object is begun, at least 1
   * @return the sink
   */
  static SnapshotSink of(ObjectStore store, BucketLayout layout, long rollOverBytes) {
    return snapshot -> {
      JsonLinesWriter lines =
          new JsonLinesWriter(
              store,
              part ->
                  new SnapshotKey(
                          layout.directory(snapshot.dataset()),
                          snapshot.accountId(),
                          snapshot.regionName(),
                          snapshot.runId(),
                          part,
                          snapshot.time())
                      .render(),
              rollOverBytes);
      return new Writer() {
        @Override
        public void write(JsonRecord record) {
          lines.write(record);
        }

        @Override
        public long bytes() {
          return lines.compressedBytes();
        }

        @Override
        public List<String> commit() {
          return lines.commit();
        }

        @Override
        public void abandon() {
          lines.abandon();
        }

        @Override
        public void close() {
          lines.close();
        }
      };
    };
  }
}
