package io.sutra.mlbase;

import io.sutra.mlbase.checksum.FileChecksums;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.inference.BatchLimits;
import io.sutra.mlbase.inference.BatchQueue;
import io.sutra.mlbase.inference.DrainRate;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.FixedWaitEncoder;
import io.sutra.mlbase.inference.InferenceWorkers;
import io.sutra.mlbase.inference.SentenceEncoder;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.metrics.InferenceMetrics;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.onnx.HuggingFaceTextTokenizer;
import io.sutra.mlbase.onnx.OnnxSentenceEncoder;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Brings a model from its files to work: verify, load, warm up, start the threads. */
final class ModelLoader {

  private static final Logger LOG = Logger.getLogger(ModelLoader.class.getName());

  private static final String WARM_UP_TEXT =
      "One text through every layer, before the first caller.";

  private ModelLoader() {}

  /** A model at work, and what has to be closed when it stops. */
  record LoadedModel(
      EmbeddingService service,
      InferenceWorkers workers,
      OnnxSentenceEncoder encoder,
      HuggingFaceTextTokenizer tokenizer)
      implements AutoCloseable {

    @Override
    public void close() {
      workers.close();
      if (workers.haveEnded()) {
        // While somebody computes, closing the native session would crash the whole server.
        encoder.close();
      }
      tokenizer.close();
    }
  }

  /**
   * Loads one of the models of {@code settings}.
   *
   * @throws io.sutra.mlbase.model.ModelFileException when a file is missing or not the published
   *     one
   * @throws IllegalStateException when the model gives numbers that are none
   */
  static LoadedModel load(ModelDescription model, MlBaseSettings settings, InferenceMetrics metrics)
      throws IOException {
    ModelFiles files =
        ModelFiles.verify(
            model,
            settings.modelsDirectory(),
            FileChecksums.rememberedIn(settings.workDirectory().resolve(FileChecksums.FOLDER)));
    var tokenizer = HuggingFaceTextTokenizer.load(files.tokenizer(), settings.workDirectory());
    OnnxSentenceEncoder encoder = encoder(model, files, settings);
    warmUp(encoder, tokenizer.tokenize(WARM_UP_TEXT));
    NativeMemory.trim();
    SentenceEncoder computing = encoder;
    BatchLimits limits = encoder.batchLimits(settings.batchTokens());
    if (settings.inferenceIsReplaced()) {
      LOG.log(
          Level.WARNING,
          "SUTRA_TEST_INFERENCE_WAIT is {0}: every text waits so many milliseconds instead of being"
              + " computed, and no vector means anything. This is for tests only.",
          Long.toString(settings.testInferenceWait().toMillis()));
      computing = new FixedWaitEncoder(settings.testInferenceWait(), model.dimension());
      limits = BatchLimits.ONE_TEXT;
    }

    var drainRate = new DrainRate(settings.inferenceThreads());
    var queue = new BatchQueue(settings.queueTokens(), limits, System::nanoTime, drainRate);
    metrics.watch(queue);
    var workers =
        InferenceWorkers.start(queue, computing, drainRate, metrics, settings.inferenceThreads());
    var service =
        new EmbeddingService(
            model,
            settings.defaultDimension(model),
            settings.limits(),
            settings.requestTimeout(),
            tokenizer,
            queue,
            workers::computeHere,
            drainRate,
            metrics);
    return new LoadedModel(service, workers, encoder, tokenizer);
  }

  private static OnnxSentenceEncoder encoder(
      ModelDescription model, ModelFiles files, MlBaseSettings settings) throws IOException {
    return switch (model.precision()) {
      case FLOAT32 ->
          OnnxSentenceEncoder.load(
              files.weights(),
              model.pooling(),
              model.dimension(),
              settings.workDirectory(),
              model.fingerprint(),
              settings.operatorThreads());
      case INT8 ->
          OnnxSentenceEncoder.loadQuantized(
              files.weights(), model.pooling(), model.dimension(), settings.operatorThreads());
    };
  }

  private static void warmUp(OnnxSentenceEncoder encoder, TokenSequence tokens) {
    for (float number : encoder.encode(List.of(tokens))[0]) {
      if (!Float.isFinite(number)) {
        throw new IllegalStateException(
            "The model gave a number that is not finite; its files or this processor are unfit.");
      }
    }
  }
}
