package io.snowwatch.lambda;

import io.snowwatch.storage.ObjectStore;
import io.snowwatch.storage.PendingObject;
import io.snowwatch.storage.Publication;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A store that counts the bytes of the objects that an invocation publishes, as they are stored.
 * Those that are aborted, or were there already, do not count. Safe for use by several threads.
 */
final class MeteredStore implements ObjectStore {

  private final ObjectStore store;
  private final AtomicLong published = new AtomicLong();

  MeteredStore(ObjectStore store) {
    this.store = store;
  }

  /** What was published so far. */
  long bytes() {
    return published.get();
  }

  @Override
  public PendingObject create(String key) {
    return new Metered(store.create(key));
  }

  @Override
  public PendingObject createIfAbsent(String key) {
    return new Metered(store.createIfAbsent(key));
  }

  @Override
  public InputStream open(String key) {
    return store.open(key);
  }

  @Override
  public Stream<String> list(String prefix) {
    return store.list(prefix);
  }

  @Override
  public String location(String key) {
    return store.location(key);
  }

  private final class Metered extends PendingObject {

    private final PendingObject object;
    private long written;

    Metered(PendingObject object) {
      this.object = object;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      object.write(bytes, offset, length);
      written += length;
    }

    @Override
    public Publication commit() {
      Publication publication = object.commit();
      if (publication == Publication.PUBLISHED) {
        published.addAndGet(written);
      }
      return publication;
    }

    @Override
    public void abandon() {
      object.abandon();
    }

    @Override
    public void close() {
      object.close();
    }
  }
}
