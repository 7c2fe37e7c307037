package io.sutra.cache.shard.server;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** An export on its way: one frame at a time, as fast as the client reads. */
final class ExportStream {

  private static final int FRAME_BYTES = 256 << 10;

  private final VectorStore store;
  private final int requestId;
  private final int maxCount;
  private final Iterator<VectorStore.Found> entries;

  ExportStream(VectorStore store, int requestId, int maxCount) {
    this.store = store;
    this.requestId = requestId;
    this.maxCount = maxCount;
    this.entries = store.iterator();
  }

  /** The next frame. */
  ByteBuffer next() {
    List<WireVector> vectors = new ArrayList<>();
    int bytes = 0;
    while (entries.hasNext() && bytes < FRAME_BYTES && vectors.size() < maxCount) {
      CacheKey key = entries.next().key();
      Entry entry = store.peek(0, key);
      if (entry == null) {
        continue;
      }
      ByteBuffer vector = ByteBuffer.allocate(entry.length());
      if (store.copy(entry, vector, 0)) {
        vectors.add(new WireVector(key, entry.expiresAt(), entry.checksum(), vector));
        bytes += entry.length() + 64;
      }
    }
    return ReplyCodec.encode(
        Opcode.EXPORT, requestId, new Reply.Export(vectors), entries.hasNext());
  }

  boolean done() {
    return !entries.hasNext();
  }
}
