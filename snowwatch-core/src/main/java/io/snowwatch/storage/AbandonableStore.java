package io.snowwatch.storage;

import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A store that knows which of its objects are being written, so that they can be abandoned together
 * when their threads hang.
 *
 * <p>Safe for use by several threads.
 */
public final class AbandonableStore implements ObjectStore {

  private final ObjectStore store;
  private final Set<PendingObject> open = ConcurrentHashMap.newKeySet();

  /**
   * A store before another one.
   *
   * @param store where objects go
   */
  public AbandonableStore(ObjectStore store) {
    this.store = store;
  }

  /**
   * The objects that are being written; each may be {@linkplain PendingObject#abandon abandoned} by
   * any thread.
   *
   * @return a copy
   */
  public List<PendingObject> unfinished() {
    return List.copyOf(open);
  }

  @Override
  public PendingObject create(String key) {
    return new Known(store.create(key));
  }

  @Override
  public PendingObject createIfAbsent(String key) {
    return new Known(store.createIfAbsent(key));
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

  private final class Known extends PendingObject {

    private final PendingObject object;

    Known(PendingObject object) {
      this.object = object;
      open.add(this);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      object.write(bytes, offset, length);
    }

    @Override
    public Publication commit() {
      return object.commit();
    }

    @Override
    public void abandon() {
      object.abandon();
    }

    @Override
    public void close() {
      // Known until it has ended, for that may hang too.
      try {
        object.close();
      } finally {
        open.remove(this);
      }
    }
  }
}
