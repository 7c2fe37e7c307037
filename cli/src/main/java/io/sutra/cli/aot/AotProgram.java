package io.sutra.cli.aot;

/** A program that has an AOT cache of its own. */
public enum AotProgram {
  CACHE_SHARD("cache-shard"),
  ML_BASE("ml-base"),
  EMBEDDING("embedding");

  private final String id;

  AotProgram(String id) {
    this.id = id;
  }

  /** Its name in file names; for a Liberty server also that of its template. */
  String id() {
    return id;
  }

  boolean isLibertyServer() {
    return this != CACHE_SHARD;
  }
}
