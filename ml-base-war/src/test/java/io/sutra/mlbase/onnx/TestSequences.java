package io.sutra.mlbase.onnx;

import io.sutra.mlbase.inference.TokenSequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Token sequences and files that the tests of this package share. */
final class TestSequences {

  static final int DIMENSION = 384;

  static final Path MODEL =
      Path.of(System.getProperty("sutra.models.dir"), "bge-small-en-v1.5", "model.onnx");

  private TestSequences() {}

  /** Sequences of these lengths: random words of the vocabulary between the special tokens. */
  static List<TokenSequence> random(long seed, int... lengths) {
    Random random = new Random(seed);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int length : lengths) {
      long[] ids = random.longs(length, 1000, 30_000).toArray();
      ids[0] = 101;
      ids[length - 1] = 102;
      sequences.add(new TokenSequence(ids));
    }
    return sequences;
  }
}
