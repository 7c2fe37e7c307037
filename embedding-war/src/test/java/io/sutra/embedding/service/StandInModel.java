package io.sutra.embedding.service;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.TextTokens;
import io.sutra.domain.vector.Matryoshka;
import io.sutra.domain.vector.Rotation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Gives each text a vector of its own, made from its hash; a stand-in for ml-base. */
final class StandInModel implements Model {

  static final int DIMENSION = 8;
  static final String FINGERPRINT = "a".repeat(64);
  static final ModelProfile PROFILE =
      new ModelProfile(
          "stand-in", FINGERPRINT, 16, 100, List.of(8, 4, 2), "query: ", "", Optional.empty());

  /** Another model that is served beside the first. */
  static final ModelProfile SECOND =
      new ModelProfile("second", "c".repeat(64), 16, 100, List.of(8, 4), "", "", Optional.empty());

  /** What was asked, in order. */
  final List<Job> jobs = new CopyOnWriteArrayList<>();

  volatile Function<Job, String> fingerprint = job -> FINGERPRINT;
  volatile Runnable before = () -> {};

  /** Is told the index of each text before it is computed. */
  volatile IntConsumer beforeText = index -> {};

  /** Whether it gives numbers that are none. */
  volatile boolean broken;

  volatile Optional<Rotation> rotation = Optional.empty();

  static ModelProfile profile(String fingerprint) {
    return new ModelProfile(
        "stand-in", fingerprint, 16, 100, List.of(8, 4, 2), "query: ", "", Optional.empty());
  }

  /** One token a word, and two special ones. */
  static TextTokens tokens(String text) {
    int whole = text.split(" ", -1).length + 2;
    return new TextTokens(Math.min(whole, PROFILE.window()), whole);
  }

  static float[] vector(String fingerprint, String prefixed, int dimension) {
    var random = new Random((fingerprint + prefixed).hashCode());
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    return vector;
  }

  /** The texts of a job; a text of token ids reads as those in brackets. */
  static List<String> texts(Job job) {
    return switch (job.input()) {
      case EmbedInput.Texts given -> given.texts();
      case EmbedInput.Tokens given ->
          given.sequences().stream()
              .map(
                  tokens ->
                      IntStream.range(0, tokens.length())
                          .mapToObj(i -> String.valueOf(tokens.get(i)))
                          .collect(Collectors.joining(" ", "[", "]")))
              .toList();
    };
  }

  @Override
  public Effort compute(Job job, Receiver receiver) {
    jobs.add(job);
    before.run();
    String prefix = PROFILE.prefix(job.inputType());
    String by = fingerprint.apply(job);
    List<String> texts = texts(job);
    for (int i = 0; i < texts.size(); i++) {
      beforeText.accept(i);
      if (i == 0) {
        receiver.begins(new Origin(by, PROFILE.window(), prefix));
      }
      float[] pooled = vector(by, prefix + texts.get(i), DIMENSION);
      if (broken) {
        pooled[1] = Float.NaN;
      }
      receiver.vector(
          i, Matryoshka.take(pooled, job.dimension(), false, rotation), tokens(texts.get(i)));
    }
    return new Effort(Duration.ofMillis(1), Duration.ofMillis(2));
  }
}
