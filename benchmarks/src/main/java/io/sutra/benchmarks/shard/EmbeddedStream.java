package io.sutra.benchmarks.shard;

import io.sutra.benchmarks.shard.embedded.EmbeddedEntry;
import io.sutra.benchmarks.shard.embedded.EmbeddedKey;
import io.sutra.benchmarks.shard.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls of embedded stores, made ahead, and the threads that make them in a closed loop. */
final class EmbeddedStream {

  private EmbeddedStream() {}

  /** One call of a store. */
  @FunctionalInterface
  interface Call {
    void make(int thread, int number) throws IOException;
  }

  /**
   * Look-ups of random keys, which repeat.
   *
   * @param calls a power of two
   */
  record Gets(List<List<EmbeddedKey>> calls) {
    List<EmbeddedKey> call(int number) {
      return calls.get(number & (calls.size() - 1));
    }
  }

  /** So many calls of random keys below a number. */
  static Gets gets(int calls, int keysPerCall, int keys) {
    Random random = new Random(1);
    List<List<EmbeddedKey>> made = new ArrayList<>(calls);
    for (int i = 0; i < calls; i++) {
      List<EmbeddedKey> wanted = new ArrayList<>(keysPerCall);
      for (int k = 0; k < keysPerCall; k++) {
        wanted.add(new EmbeddedKey(Frames.key(random.nextInt(keys))));
      }
      made.add(wanted);
    }
    return new Gets(made);
  }

  /**
   * Entries with keys in order, so many a call; values are random bytes, each its own.
   *
   * @param first number of the first key
   * @param distinct how many keys there are: after as many they come again
   */
  static List<List<EmbeddedEntry>> entries(long first, int count, int perCall, long distinct) {
    byte[] random = Frames.vector(1, EmbeddedStore.VALUE_BYTES);
    List<List<EmbeddedEntry>> calls = new ArrayList<>(count / perCall);
    for (int i = 0; i < count; i += perCall) {
      List<EmbeddedEntry> call = new ArrayList<>(perCall);
      for (int k = i; k < Math.min(i + perCall, count); k++) {
        byte[] value = random.clone();
        ByteBuffer.wrap(value).putLong(first + k);
        call.add(new EmbeddedEntry(new EmbeddedKey(Frames.key((first + k) % distinct)), value));
      }
      calls.add(call);
    }
    return calls;
  }

  /**
   * Makes calls 0 to {@code calls} - 1, each thread the next one as soon as its last returned.
   *
   * @return the time from the first call to the last answer
   * @throws IOException the first failure of a call
   */
  static Duration run(int calls, int threads, Call call) throws IOException {
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      long began = System.nanoTime();
      for (int i = 0; i < threads; i++) {
        int thread = i;
        running.add(
            executor.submit(
                () -> {
                  for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                    call.make(thread, n);
                  }
                  return true;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (ExecutionException e) {
      throw new IOException("a call failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
