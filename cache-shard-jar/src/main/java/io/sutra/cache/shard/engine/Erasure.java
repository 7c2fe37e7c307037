package io.sutra.cache.shard.engine;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.shard.wal.WriteAheadLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A deletion that leaves no bytes behind: the entries are deleted, then a compaction writes a
 * snapshot without them and deletes the log before it, and the files that recovery has set aside
 * are deleted. Deletions that wait at the same time share a compaction. Thread-safe.
 */
final class Erasure {

  private final Consumer<Mutation> submit;
  private final CompactionRunner compactions;
  private final WriteAheadLog log;

  Erasure(Consumer<Mutation> submit, CompactionRunner compactions, WriteAheadLog log) {
    this.submit = submit;
    this.compactions = compactions;
    this.log = log;
  }

  /**
   * Erases.
   *
   * @param deletion makes the deletion of what is to be erased
   * @return what the deletion gives, once no file of the shard holds the bytes; fails with a {@link
   *     CacheException}
   */
  <T> CompletableFuture<T> erase(Function<Completion<T>, Mutation> deletion) {
    CompletableFuture<T> deleted = new CompletableFuture<>();
    submit.accept(
        deletion.apply(
            new Completion<>() {
              @Override
              public void done(T result) {
                deleted.complete(result);
              }

              @Override
              public void failed(CacheException error) {
                deleted.completeExceptionally(error);
              }
            }));
    return deleted.thenCompose(
        result ->
            compactions
                .request(CompactionReason.ERASE)
                .thenApply(
                    report -> {
                      deleteSetAside();
                      return result;
                    }));
  }

  private void deleteSetAside() {
    try {
      log.deleteSetAside();
    } catch (IOException e) {
      throw new CompletionException(
          new CacheException(
              Reason.INTERNAL,
              "the entries are deleted, but files that were set aside are still there: "
                  + e.getMessage(),
              e));
    }
  }
}
