package io.snowwatch.storage;

import java.io.OutputStream;

/**
 * An object that is being written: {@link #commit} publishes it, {@link #close} without a commit
 * aborts it and leaves nothing behind.
 *
 * <p>A pipe loads whatever object appears, so an object must not appear before it is complete.
 *
 * <p>Not safe for use by several threads. Writing throws {@link StorageException}, never an {@code
 * IOException}.
 */
public abstract class PendingObject extends OutputStream {

  /** For implementations. */
  protected PendingObject() {}

  @Override
  public abstract void write(byte[] bytes, int offset, int length);

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void flush() {}

  /**
   * Publishes the object. Nothing can be written afterwards.
   *
   * @return whether it was published; always {@link Publication#PUBLISHED} for an object that
   *     {@link ObjectStore#create} began
   * @throws StorageException if it could not be published; closing then aborts it
   */
  public abstract Publication commit();

  /**
   * Aborts the object in the place of a thread that hangs with it: to be called by another one,
   * while the object's own may be in the midst of any of the other methods, all of which fail from
   * now on. What is being published may become a fact all the same.
   *
   * <p>Does nothing unless overridden, for objects that leave nothing behind when their process
   * ends.
   *
   * @throws StorageException if something may have been left behind
   */
  public void abandon() {}

  /**
   * Aborts the object, unless it was committed. Closing again does nothing.
   *
   * @throws StorageException if something may have been left behind
   */
  @Override
  public abstract void close();
}
