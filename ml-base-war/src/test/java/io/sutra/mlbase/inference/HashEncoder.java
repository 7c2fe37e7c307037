package io.sutra.mlbase.inference;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Derives each vector from the hash of its tokens, so that a vector in a wrong place is noticed,
 * and remembers the batches. A text with a {@code !} in it fails its whole batch. Thread-safe.
 */
final class HashEncoder implements SentenceEncoder {

  static final int DIMENSION = 8;
  private static final String POISON = "!";

  private final List<List<String>> batches = new CopyOnWriteArrayList<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch gate;

  /** Computes at once. */
  HashEncoder() {
    this(new CountDownLatch(0));
  }

  /** Computes once {@code gate} is open. */
  HashEncoder(CountDownLatch gate) {
    this.gate = gate;
  }

  @Override
  public float[][] encode(List<TokenSequence> batch) {
    List<String> texts = batch.stream().map(CharacterTokenizer::text).toList();
    batches.add(texts);
    threads.add(Thread.currentThread());
    entered.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (texts.stream().anyMatch(text -> text.contains(POISON))) {
      throw new IllegalStateException("poisoned by " + texts);
    }
    return texts.stream().map(HashEncoder::vector).toArray(float[][]::new);
  }

  /** The vector of a text. */
  static float[] vector(String text) {
    var random = new Random(text.hashCode());
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Returns once a batch is being computed. */
  void awaitFirstBatch() throws InterruptedException {
    entered.await();
  }

  /** The batches so far, each as its texts. */
  List<List<String>> batches() {
    return List.copyOf(batches);
  }

  /** The threads that computed so far. */
  Set<Thread> threads() {
    return Set.copyOf(threads);
  }

  /** All texts so far. */
  List<String> texts() {
    return batches.stream().flatMap(List::stream).toList();
  }
}
