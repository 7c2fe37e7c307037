package io.sutra.cache.api;

/** What a request that names no keys is about: all entries, or those of one namespace. */
public sealed interface Scope {

  /** The entries of all namespaces. */
  record All() implements Scope {}

  /**
   * The entries of one namespace.
   *
   * @param id any number; the cache gives it no meaning
   */
  record Namespace(long id) implements Scope {}

  /** The entries of all namespaces. */
  static Scope all() {
    return new All();
  }

  /** The entries of one namespace. */
  static Scope of(long namespace) {
    return new Namespace(namespace);
  }
}
