package io.sutra.benchmarks.shard;

import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Puts of one key a frame, encoded before the clock starts, as {@code redis-benchmark} does with
 * its commands: what is measured is not the generator's encoder. All lie in one buffer, so that
 * they are nothing for the generator's collector.
 */
final class PreparedPuts {

  private final byte[] vector;
  private final int frameBytes;
  private ByteBuffer frames = ByteBuffer.allocateDirect(0);

  PreparedPuts(int vectorBytes) {
    vector = Frames.vector(1, vectorBytes);
    frameBytes = RequestCodec.frameBytes(put(0));
  }

  private Request put(long n) {
    ByteBuffer.wrap(vector).putLong(n);
    return new Request.Put(List.of(WireVector.of(Frames.key(n), 0, vector)));
  }

  /** That many puts of keys from a number on; those that were prepared before end. */
  LongFunction<ByteBuffer> prepare(long first, int count) {
    if (frames.capacity() < count * frameBytes) {
      frames = ByteBuffer.allocateDirect(count * frameBytes);
    }
    frames.clear();
    for (int i = 0; i < count; i++) {
      RequestCodec.encode(put(first + i), 1, frames);
    }
    ByteBuffer view = frames.duplicate();
    return n -> {
      int at = (int) n * frameBytes;
      return view.clear().limit(at + frameBytes).position(at);
    };
  }
}
