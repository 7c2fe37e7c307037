package io.sutra.benchmarks.shard;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests, encoded ahead, so that the generator of load does little but send and receive. */
final class Frames {

  private Frames() {}

  static CacheKey key(long n) {
    long mixed = n * 0x9E3779B97F4A7C15L;
    return new CacheKey(mixed, Long.rotateLeft(mixed, 13) ^ n, mixed * 31, ~mixed);
  }

  static byte[] vector(long n, int length) {
    byte[] bytes = new byte[length];
    new Random(n).nextBytes(bytes);
    return bytes;
  }

  static ByteBuffer encode(Request request) {
    ByteBuffer frame = ByteBuffer.allocateDirect(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, 1, frame);
    return frame.flip();
  }

  static ByteBuffer hello() {
    return encode(new Request.Hello("benchmark", ""));
  }

  /** Look-ups of random keys. */
  static List<ByteBuffer> gets(int frames, int keysPerFrame, int keys) {
    Random random = new Random(1);
    List<ByteBuffer> encoded = new ArrayList<>(frames);
    for (int i = 0; i < frames; i++) {
      List<CacheKey> wanted = new ArrayList<>(keysPerFrame);
      for (int k = 0; k < keysPerFrame; k++) {
        wanted.add(key(random.nextInt(keys)));
      }
      encoded.add(encode(new Request.Get(wanted)));
    }
    return encoded;
  }

  /** Look-ups of random keys that alternate between two ranges. */
  static List<ByteBuffer> gets(int frames, int keysPerFrame, Range one, Range other) {
    Random random = new Random(2);
    List<ByteBuffer> encoded = new ArrayList<>(frames);
    for (int i = 0; i < frames; i++) {
      List<CacheKey> wanted = new ArrayList<>(keysPerFrame);
      for (int k = 0; k < keysPerFrame; k++) {
        Range range = k % 2 == 0 ? one : other;
        wanted.add(key(range.first() + (long) range.step() * random.nextInt(range.count())));
      }
      encoded.add(encode(new Request.Get(wanted)));
    }
    return encoded;
  }

  /** Numbers of keys: so many from the first on, each {@code step} after the one before. */
  record Range(long first, int count, int step) {}

  /** Puts of keys in order, so many a frame. */
  static ByteBuffer put(long firstKey, int count, int vectorBytes) {
    List<WireVector> vectors = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      vectors.add(WireVector.of(key(firstKey + i), 0, vector(firstKey + i, vectorBytes)));
    }
    return encode(new Request.Put(vectors));
  }
}
