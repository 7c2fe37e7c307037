package io.sutra.mlbase.fitting;

import ai.onnxruntime.OrtException;
import io.sutra.api.vector.Matryoshka;
import io.sutra.api.vector.Rotation;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFileException;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import io.sutra.mlbase.onnx.HuggingFaceTextTokenizer;
import io.sutra.mlbase.onnx.OnnxSentenceEncoder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fits a model's rotation: {@code FitProgram MODELS_DIRECTORY WORK_DIRECTORY NAME TEXTS}, where
 * TEXTS is a file of UTF-8 with a text a line. Prints its progress, and ends with 0 when the
 * rotation is kept, else with 1 and what to do.
 */
public final class FitProgram {

  /** With fewer, the last directions would be chance. */
  static final int FEWEST_TEXTS_PER_NUMBER = 10;

  private static final int BATCH_TOKENS = 384;
  private static final int TEXTS_BETWEEN_REPORTS = 1_000;

  private final InstalledModels models;
  private final Path workDirectory;
  private final PrintStream out;

  FitProgram(InstalledModels models, Path workDirectory, PrintStream out) {
    this.models = models;
    this.workDirectory = workDirectory;
    this.out = out;
  }

  /** What was fitted. */
  record Fitted(Rotation rotation, long texts) {}

  /** See the class. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    if (arguments.length != 4) {
      System.err.println("usage: FitProgram MODELS_DIRECTORY WORK_DIRECTORY NAME TEXTS");
      return 1;
    }
    var models = new InstalledModels(new ModelCatalogue(), Path.of(arguments[0]));
    try {
      Fitted fitted =
          new FitProgram(models, Path.of(arguments[1]), System.out)
              .fit(arguments[2], Path.of(arguments[3]));
      models.rotations().store(arguments[2], fitted.rotation());
      System.out.println(
          "Fitted on "
              + fitted.texts()
              + " texts; kept as "
              + models.rotations().file(arguments[2])
              + " (SHA-256 "
              + fitted.rotation().checksum()
              + "). ml-base uses it from its next start on.");
      return 0;
    } catch (IllegalArgumentException | ModelFileException e) {
      System.err.println(e.getMessage());
    } catch (MalformedInputException e) {
      System.err.println(arguments[3] + " is not text in UTF-8.");
    } catch (IOException | OrtException e) {
      System.err.println(arguments[2] + " cannot be fitted: " + e);
    }
    return 1;
  }

  /**
   * Fits a model; keeps nothing.
   *
   * @throws IllegalArgumentException when the model is not here or the texts are too few
   */
  Fitted fit(String name, Path texts) throws IOException, OrtException {
    ModelDescription model =
        models
            .find(name, Precision.FLOAT32)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "There is no model " + name + " here; there are " + models.names() + "."));
    if (model.dimensions().size() < 2) {
      throw new IllegalArgumentException(name + " has one dimension only: nothing to fit.");
    }
    int rows = model.dimensions().get(1);
    List<String> lines = lines(texts);
    int fewest = FEWEST_TEXTS_PER_NUMBER * model.dimension();
    if (lines.size() < fewest) {
      throw new IllegalArgumentException(
          texts + " has " + lines.size() + " texts; " + name + " needs at least " + fewest + ".");
    }
    var moment = new SecondMoment(model.dimension());
    ModelFiles files = ModelFiles.verify(model, models.directory());
    try (var tokenizer = HuggingFaceTextTokenizer.load(files.tokenizer(), workDirectory);
        var encoder =
            OnnxSentenceEncoder.load(
                files.weights(),
                model.pooling(),
                model.dimension(),
                workDirectory,
                model.fingerprint(),
                1)) {
      for (int from = 0; from < lines.size(); from += TEXTS_BETWEEN_REPORTS) {
        List<String> some =
            lines.subList(from, Math.min(from + TEXTS_BETWEEN_REPORTS, lines.size()));
        List<TokenSequence> tokens =
            some.stream()
                .map(
                    text ->
                        tokenizer
                            .tokenize(model.documentPrefix() + text)
                            .truncated(model.maximumTokens()))
                .sorted(Comparator.comparingInt(TokenSequence::length))
                .toList();
        for (List<TokenSequence> batch : batches(tokens)) {
          for (float[] vector : encoder.encode(batch)) {
            moment.add(model.layerNormalized() ? Matryoshka.layerNormalize(vector) : vector);
          }
        }
        out.println((from + some.size()) + " of " + lines.size() + " texts");
      }
    }
    return new Fitted(moment.rotation(rows), moment.vectors());
  }

  private static List<String> lines(Path texts) throws IOException {
    try (Stream<String> lines = Files.lines(texts, StandardCharsets.UTF_8)) {
      return lines.map(String::strip).filter(line -> !line.isEmpty()).distinct().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause() == null ? new IOException(e) : e.getCause();
    }
  }

  private static List<List<TokenSequence>> batches(List<TokenSequence> texts) {
    List<List<TokenSequence>> batches = new ArrayList<>();
    int free = 0;
    for (TokenSequence text : texts) {
      if (batches.isEmpty() || text.length() > free) {
        batches.add(new ArrayList<>());
        free = BATCH_TOKENS;
      }
      batches.getLast().add(text);
      free -= text.length();
    }
    return batches;
  }
}
