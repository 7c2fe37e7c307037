package io.sutra.cache.shard.server;

import io.sutra.cache.api.Scope;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * An export on its way: a few frames at a time, as fast as the client reads. A frame has entries of
 * one namespace. Belongs to the connection's event loop.
 */
final class ExportStream {

  /** Bytes of values that are gathered before frames are made of them. */
  private static final int GATHERED_BYTES = 256 << 10;

  private static final int ENTRY_OVERHEAD = 64;

  private final VectorStore store;
  private final int requestId;
  private final Scope scope;
  private final WireLimits limits;
  private final Iterator<VectorStore.Found> entries;

  private final ByteBuffer value = ByteBuffer.allocate(VectorStore.MAX_VALUE_BYTES);

  /** Answers that are not sent yet. */
  private final Queue<Reply.Export> ready = new ArrayDeque<>();

  ExportStream(VectorStore store, int requestId, Scope scope, WireLimits limits) {
    this.store = store;
    this.requestId = requestId;
    this.scope = scope;
    this.limits = limits;
    this.entries = store.iterator();
  }

  /** The next frame. */
  ByteBuffer next() {
    if (ready.isEmpty()) {
      gather();
    }
    Reply.Export reply = ready.isEmpty() ? new Reply.Export(0, List.of()) : ready.remove();
    return ReplyCodec.encode(Opcode.EXPORT, requestId, reply, !done());
  }

  private void gather() {
    Map<Long, List<WireVector>> byNamespace = new LinkedHashMap<>();
    int most = Math.min(GATHERED_BYTES, limits.maxFrame() - limits.maxVector());
    int bytes = 0;
    for (int count = 0; entries.hasNext() && bytes < most && count < limits.maxCount(); count++) {
      VectorStore.Found found = entries.next();
      if (scope instanceof Scope.Namespace one && one.id() != found.namespace()) {
        continue;
      }
      Entry entry = store.read(found.namespace(), found.key(), value);
      if (entry != null) {
        byte[] own = new byte[entry.length()];
        value.get(0, own);
        byNamespace
            .computeIfAbsent(found.namespace(), namespace -> new ArrayList<>())
            .add(
                new WireVector(
                    found.key(), entry.expiresAt(), entry.checksum(), ByteBuffer.wrap(own)));
        bytes += entry.length() + ENTRY_OVERHEAD;
      }
    }
    byNamespace.forEach((namespace, vectors) -> ready.add(new Reply.Export(namespace, vectors)));
  }

  boolean done() {
    return ready.isEmpty() && !entries.hasNext();
  }
}
