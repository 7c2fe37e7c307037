package io.sutra.cache.client;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts and imports of any number of vectors, in frames that the shard takes. */
final class VectorRequests {

  private VectorRequests() {}

  /**
   * Sends vectors, frame by frame, in the time of one call.
   *
   * @param request makes a frame's request
   * @return one outcome per vector, in order
   */
  static List<PutOutcome> put(
      Conversation conversation,
      List<WireVector> vectors,
      Function<List<WireVector>, Request> request)
      throws CacheException {
    int longest = conversation.limits().maxVector();
    for (WireVector vector : vectors) {
      if (vector.vector().remaining() > longest) {
        throw new CacheException(
            Reason.LIMIT,
            "a vector of %d bytes: the shard takes 1 to %d; nothing was put"
                .formatted(vector.vector().remaining(), longest));
      }
    }
    conversation.begin();
    List<PutOutcome> outcomes = new ArrayList<>(vectors.size());
    while (outcomes.size() < vectors.size()) {
      List<WireVector> rest = vectors.subList(outcomes.size(), vectors.size());
      List<WireVector> frame = rest.subList(0, fitting(conversation, rest, request));
      Request put = request.apply(frame);
      List<PutOutcome> answer = conversation.exchange(put, Reply.Put.class).outcomes();
      conversation.guarded(
          () -> {
            if (answer.size() != frame.size()) {
              throw new CacheException(Reason.PROTOCOL, "the answer is not as long as the put");
            }
            return outcomes.addAll(answer);
          });
    }
    return outcomes;
  }

  /** How many vectors, from the first and at least one, fit into a frame. */
  private static int fitting(
      Conversation conversation,
      List<WireVector> vectors,
      Function<List<WireVector>, Request> request) {
    int most = Math.min(vectors.size(), conversation.limits().maxCount());
    int bytes = RequestCodec.frameBytes(request.apply(List.of()));
    int count = 0;
    for (WireVector vector : vectors.subList(0, most)) {
      bytes += vector.bytes();
      if (bytes > conversation.mostFrameBytes() && count > 0) {
        break;
      }
      count++;
    }
    return count;
  }
}
