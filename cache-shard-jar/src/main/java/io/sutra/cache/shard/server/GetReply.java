package io.sutra.cache.shard.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Opcode;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.shard.store.Entry;
import io.sutra.cache.shard.store.VectorStore;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the answer to a GET: vectors go from the store's memory into the frame in one copy. */
final class GetReply {

  /** What became of an answer. */
  enum Outcome {
    WRITTEN,
    /** It would be longer than a frame may be. */
    TOO_LONG,
    /** There is no memory for it now. */
    NO_MEMORY
  }

  private final VectorStore store;
  private final int maxFrame;

  GetReply(VectorStore store, int maxFrame) {
    this.store = store;
    this.maxFrame = maxFrame;
  }

  /** Adds the whole frame to the connection's answers. */
  Outcome write(Answers answers, ChannelHandlerContext ctx, int requestId, Request.Get get) {
    List<CacheKey> keys = get.keys();
    while (true) {
      @Nullable Entry[] entries = new Entry[keys.size()];
      long body = 2;
      for (int i = 0; i < entries.length; i++) {
        Entry entry = store.find(get.namespace(), keys.get(i));
        entries[i] = entry;
        body += entry == null ? 4 : ReplyCodec.HIT_HEADER_BYTES + entry.length();
      }
      if (body + FrameHeader.BYTES > maxFrame) {
        return Outcome.TOO_LONG;
      }
      int bytes = FrameHeader.BYTES + (int) body;
      ByteBuf room = answers.room(ctx, bytes);
      if (room == null) {
        return Outcome.NO_MEMORY;
      }
      ByteBuffer target = room.internalNioBuffer(room.writerIndex(), bytes);
      FrameHeader.reply(Opcode.GET, requestId, (int) body, false).write(target);
      if (fill(entries, target)) {
        room.writerIndex(room.writerIndex() + bytes);
        return Outcome.WRITTEN;
      }
      // An entry's memory was used again while it was copied: the key is looked up again.
    }
  }

  private boolean fill(@Nullable Entry[] entries, ByteBuffer target) {
    target.putShort((short) entries.length);
    for (Entry entry : entries) {
      if (entry == null) {
        target.putInt(ReplyCodec.MISS);
        continue;
      }
      ReplyCodec.writeHitHeader(target, entry.length(), entry.expiresAt(), entry.checksum());
      int at = target.position();
      if (!store.copy(entry, target, at)) {
        return false;
      }
      target.position(at + entry.length());
    }
    return true;
  }
}
