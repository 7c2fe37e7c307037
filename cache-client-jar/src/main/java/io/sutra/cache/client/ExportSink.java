package io.sutra.cache.client;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.wire.WireVector;
import java.util.List;

/** Takes what an export streams. */
@FunctionalInterface
public interface ExportSink {

  /**
   * Takes the vectors of one frame.
   *
   * @param namespace of all of them
   * @param vectors each with its expiry; valid during the call, and there may be none
   * @throws CacheException when they cannot be taken; the export ends with it
   */
  void accept(long namespace, List<WireVector> vectors) throws CacheException;
}
