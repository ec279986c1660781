package io.snowwatch.snowflake;

import java.util.List;

/** Adds objects to what a plan wants; print, plan, apply and drop then treat them like the rest. */
@FunctionalInterface
public interface Extension {

  /**
   * The objects that are wanted besides the plan's own.
   *
   * @param names what the plan calls its objects
   * @return the objects, each after those that it reads
   */
  List<WantedObject> objects(ObjectNames names);
}
