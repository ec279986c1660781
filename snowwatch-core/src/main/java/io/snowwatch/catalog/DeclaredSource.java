package io.snowwatch.catalog;

/** Anything that has a declaration in the catalog. */
public interface DeclaredSource {

  /**
   * What the source is called, needs and yields.
   *
   * @return the declaration, always the same
   */
  Source declaration();
}
