package io.sutra.mlbase.fitting;

import io.sutra.domain.vector.Matryoshka;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.onnx.HuggingFaceTextTokenizer;
import io.sutra.mlbase.onnx.OnnxSentenceEncoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Computes a model's vectors of many texts with all cores, and says how far it is. */
final class TextVectors implements AutoCloseable {

  private static final int BATCH_TOKENS = 384;
  private static final int TEXTS_BETWEEN_REPORTS = 2_000;

  private final ModelDescription model;
  private final HuggingFaceTextTokenizer tokenizer;
  private final OnnxSentenceEncoder encoder;
  private final PrintStream out;

  private TextVectors(
      ModelDescription model,
      HuggingFaceTextTokenizer tokenizer,
      OnnxSentenceEncoder encoder,
      PrintStream out) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
    this.out = out;
  }

  /**
   * Loads the model.
   *
   * @param out takes a line after every some texts
   */
  @SuppressWarnings("MustBeClosedChecker") // closed with the object, or here when that fails
  static TextVectors open(ModelDescription model, Path models, Path workDirectory, PrintStream out)
      throws IOException {
    ModelFiles files = ModelFiles.verify(model, models);
    var tokenizer = HuggingFaceTextTokenizer.load(files.tokenizer(), workDirectory);
    try {
      var encoder =
          OnnxSentenceEncoder.load(
              files.weights(),
              model.pooling(),
              model.dimension(),
              workDirectory,
              model.fingerprint(),
              1);
      return new TextVectors(model, tokenizer, encoder, out);
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private record Place(int text, TokenSequence tokens) {}

  /**
   * One vector per text, as the model pools it, layer-normalised where its recipe says so, not
   * scaled.
   *
   * @param what they are, for the progress
   */
  List<float[]> of(String what, String prefix, List<String> texts) {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < texts.size(); from += TEXTS_BETWEEN_REPORTS) {
      int to = Math.min(from + TEXTS_BETWEEN_REPORTS, texts.size());
      List<Place> places = new ArrayList<>();
      for (int text = from; text < to; text++) {
        places.add(
            new Place(
                text,
                tokenizer.tokenize(prefix + texts.get(text)).truncated(model.maximumTokens())));
      }
      places.sort(Comparator.comparingInt(place -> place.tokens().length()));
      batches(places).parallelStream().forEach(batch -> encode(batch, vectors));
      out.println(to + " of " + texts.size() + " " + what);
    }
    return List.of(vectors);
  }

  private void encode(List<Place> batch, float[][] vectors) {
    float[][] encoded = encoder.encode(batch.stream().map(Place::tokens).toList());
    for (int i = 0; i < encoded.length; i++) {
      vectors[batch.get(i).text()] =
          model.layerNormalized() ? Matryoshka.layerNormalize(encoded[i]) : encoded[i];
    }
  }

  private static List<List<Place>> batches(List<Place> places) {
    List<List<Place>> batches = new ArrayList<>();
    int free = 0;
    for (Place place : places) {
      if (batches.isEmpty() || place.tokens().length() > free) {
        batches.add(new ArrayList<>());
        free = BATCH_TOKENS;
      }
      batches.getLast().add(place);
      free -= place.tokens().length();
    }
    return batches;
  }

  @Override
  public void close() {
    encoder.close();
    tokenizer.close();
  }
}
