package io.sutra.cache.shard.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A walk over the entries, a bucket at a time. Belongs to one thread, beside the writer. */
final class BucketWalk implements Iterator<VectorStore.Found> {

  private final KeyIndex index;
  private final Namespaces namespaces;
  private final List<VectorStore.Found> found = new ArrayList<>();
  private int bucket;
  private int at;

  BucketWalk(KeyIndex index, Namespaces namespaces) {
    this.index = index;
    this.namespaces = namespaces;
  }

  @Override
  public boolean hasNext() {
    while (at == found.size() && bucket < index.buckets()) {
      at = 0;
      index.read(bucket++, namespaces, found);
    }
    return at < found.size();
  }

  @Override
  public VectorStore.Found next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return found.get(at++);
  }
}
