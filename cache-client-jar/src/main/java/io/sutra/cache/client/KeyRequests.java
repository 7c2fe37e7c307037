package io.sutra.cache.client;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.WireLimits;
import io.sutra.cache.api.wire.WireVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Requests for any number of keys, in frames that the shard takes and may answer in one frame. */
final class KeyRequests {

  /** Bytes of a frame before its keys or hits: header, namespace and count. */
  private static final int FRAME_AROUND = FrameHeader.BYTES + Long.BYTES + Short.BYTES;

  private KeyRequests() {}

  /** Keys from one index to another. */
  private record Range(int from, int to) {

    int size() {
      return to - from;
    }

    List<CacheKey> of(List<CacheKey> keys) {
      return keys.subList(from, to);
    }
  }

  private static List<Range> ranges(int keys, int most) {
    List<Range> ranges = new ArrayList<>();
    for (int from = 0; from < keys; from += most) {
      ranges.add(new Range(from, Math.min(keys, from + most)));
    }
    return ranges;
  }

  /** The most keys that fit into a frame. */
  private static int mostKeys(Conversation conversation) {
    int fitting = (conversation.mostFrameBytes() - FRAME_AROUND) / CacheKey.BYTES;
    return Math.max(1, Math.min(conversation.limits().maxCount(), fitting));
  }

  /** The most keys whose vectors fit into a frame, however long those are. */
  private static int mostHits(WireLimits limits) {
    int hit = ReplyCodec.HIT_HEADER_BYTES + limits.maxVector();
    return Math.max(1, (limits.maxFrame() - FRAME_AROUND) / hit);
  }

  /** Looks keys up; the call has begun. */
  static List<@Nullable CachedVector> get(
      Conversation conversation, long namespace, List<CacheKey> keys) throws CacheException {
    @Nullable CachedVector[] found = new CachedVector[keys.size()];
    int most = Math.min(mostKeys(conversation), mostHits(conversation.limits()));
    List<Range> wanted = ranges(keys.size(), most);
    while (!wanted.isEmpty()) {
      List<Range> asked = wanted;
      List<Request.Get> requests = new ArrayList<>(asked.size());
      asked.forEach(range -> requests.add(new Request.Get(namespace, range.of(keys))));
      List<Conversation.Refusal> refused =
          conversation.exchangeAll(
              requests,
              Reply.Get.class,
              (index, reply) -> take(keys, asked.get(index), reply.hits(), found));
      wanted = halves(asked, refused);
    }
    return Arrays.asList(found);
  }

  private static void take(
      List<CacheKey> keys,
      Range range,
      List<Reply.@Nullable Hit> hits,
      @Nullable CachedVector[] found)
      throws CacheException {
    if (hits.size() != range.size()) {
      throw new CacheException(Reason.PROTOCOL, "the answer is not as long as the question");
    }
    for (int i = 0; i < hits.size(); i++) {
      Reply.Hit hit = hits.get(i);
      int at = range.from() + i;
      found[at] = hit == null ? null : vector(keys.get(at), hit);
    }
  }

  private static CachedVector vector(CacheKey key, Reply.Hit hit) throws CacheException {
    if (!new WireVector(key, 0, hit.checksum(), hit.vector()).intact()) {
      throw new CacheException(Reason.CHECKSUM, "the vector of " + key + " is damaged");
    }
    byte[] bytes = new byte[hit.vector().remaining()];
    hit.vector().get(bytes);
    return new CachedVector(bytes, Instant.ofEpochMilli(hit.expiresAt()));
  }

  /**
   * What was refused because its answer would be too long, in halves: a shard may hold vectors that
   * were put when its limit was higher.
   */
  private static List<Range> halves(List<Range> asked, List<Conversation.Refusal> refused)
      throws CacheException {
    List<Range> halves = new ArrayList<>();
    for (Conversation.Refusal refusal : refused) {
      Range range = asked.get(refusal.index());
      if (refusal.failed().reason() != Reason.LIMIT || range.size() == 1) {
        throw Conversation.failure(refusal.failed());
      }
      int middle = range.from() + range.size() / 2;
      halves.add(new Range(range.from(), middle));
      halves.add(new Range(middle, range.to()));
    }
    return halves;
  }

  /** Deletes keys; the call has begun. Returns how many were there. */
  static int delete(Conversation conversation, long namespace, List<CacheKey> keys)
      throws CacheException {
    return count(
        conversation,
        keys,
        some -> new Request.Delete(namespace, some),
        Reply.Delete.class,
        Reply.Delete::deleted);
  }

  /** Erases keys; the call has begun. Returns how many were there. */
  static int erase(Conversation conversation, long namespace, List<CacheKey> keys)
      throws CacheException {
    return count(
        conversation,
        keys,
        some -> new Request.Erase(namespace, some),
        Reply.Erase.class,
        Reply.Erase::erased);
  }

  private static <R extends Reply> int count(
      Conversation conversation,
      List<CacheKey> keys,
      Function<List<CacheKey>, Request> request,
      Class<R> type,
      ToIntFunction<R> number)
      throws CacheException {
    List<Request> requests = new ArrayList<>();
    for (Range range : ranges(keys.size(), mostKeys(conversation))) {
      requests.add(request.apply(range.of(keys)));
    }
    int[] counts = new int[requests.size()];
    List<Conversation.Refusal> refused =
        conversation.exchangeAll(
            requests, type, (index, reply) -> counts[index] = number.applyAsInt(reply));
    if (!refused.isEmpty()) {
      throw Conversation.failure(refused.getFirst().failed());
    }
    return Arrays.stream(counts).sum();
  }
}
