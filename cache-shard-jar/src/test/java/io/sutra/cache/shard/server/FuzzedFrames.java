package io.sutra.cache.shard.server;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireVector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Frames that are whole, nearly so, or nonsense; vectors come with checksums that are right. */
final class FuzzedFrames {

  private FuzzedFrames() {}

  private static CacheKey key(Random random) {
    return new CacheKey(random.nextLong(), 0, 0, random.nextInt(4));
  }

  private static Request request(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> new Request.Get(List.of(key(random), key(random)));
      case 1 -> new Request.Delete(List.of(key(random)));
      case 2 -> new Request.Ping(ByteBuffer.allocate(random.nextInt(70)));
      case 3 -> new Request.Stats();
      case 4 -> new Request.Hello("x".repeat(random.nextInt(40)), "");
      case 5 -> new Request.Import(List.of(vector(random)));
      case 6 -> new Request.Export();
      default -> new Request.Put(List.of(vector(random), vector(random)));
    };
  }

  private static WireVector vector(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return WireVector.of(key(random), random.nextLong(), bytes);
  }

  static ByteBuffer next(Random random) {
    Request request = request(random);
    ByteBuffer frame = ByteBuffer.allocate(RequestCodec.frameBytes(request));
    RequestCodec.encode(request, random.nextInt(), frame);
    byte[] bytes = frame.array();
    switch (random.nextInt(6)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 2 -> {
        for (int i = 4 + random.nextInt(8); i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt();
        }
      }
      case 3 ->
          ByteBuffer.wrap(bytes)
              .putInt(0, List.of(0, -1, Integer.MAX_VALUE, 8, 9).get(random.nextInt(5)));
      default -> {}
    }
    return ByteBuffer.wrap(bytes);
  }
}
