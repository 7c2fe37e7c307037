package io.sutra.mlbase.config;

import io.sutra.domain.RequestLimits;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFileException;
import io.sutra.mlbase.model.Precision;
import io.sutra.settings.Component;
import io.sutra.settings.InferenceSettings;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.SettingsReader;
import io.sutra.web.server.RequestLimitSettings;
import io.sutra.web.server.ServerStart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything an operator can set on ml-base, validated.
 *
 * @param models those that are served, the default first ({@code MODEL_NAME}, {@code
 *     SUTRA_MODEL_PRECISION})
 * @param modelsDirectory holds one folder per model ({@code SUTRA_MODELS_DIR})
 * @param workDirectory holds what the service makes from its files and can make again; nobody else
 *     may write there, because native libraries are loaded from it ({@code SUTRA_WORK_DIR})
 * @param givenDimension numbers per vector when a request does not say; each model's own size when
 *     empty ({@code MATRYOSHKA_DIM})
 * @param limits what one request may hold ({@code SUTRA_MAX_REQUEST_BYTES}, {@code
 *     SUTRA_MAX_REQUEST_TEXTS}, {@code SUTRA_MAX_REQUEST_TOKENS})
 * @param inferenceThreads texts or batches computed at once ({@code SUTRA_INFERENCE_THREADS})
 * @param operatorThreads threads that share each of those computations ({@code
 *     SUTRA_OPERATOR_THREADS})
 * @param batchTokens the most tokens of one batch ({@code SUTRA_BATCH_TOKENS})
 * @param queueTokens the work that a request may find before it ({@code SUTRA_QUEUE_TOKENS})
 * @param requestTimeout after which a request is given up ({@code SUTRA_REQUEST_TIMEOUT})
 * @param drainDelay between turning not ready and closing the port ({@code SUTRA_DRAIN_DELAY})
 * @param testInferenceWait zero; for tests of what surrounds inference, the time that each text
 *     takes instead of being computed ({@code SUTRA_TEST_INFERENCE_WAIT}, milliseconds)
 * @param listener where the server listens ({@code SUTRA_LISTEN_HOST}, {@code ML_BASE_PORT})
 */
public record MlBaseSettings(
    List<ModelDescription> models,
    Path modelsDirectory,
    Path workDirectory,
    OptionalInt givenDimension,
    RequestLimits limits,
    int inferenceThreads,
    int operatorThreads,
    int batchTokens,
    int queueTokens,
    Duration requestTimeout,
    Duration drainDelay,
    Duration testInferenceWait,
    ServerStart.Listener listener) {

  public MlBaseSettings {
    models = List.copyOf(models);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("no model");
    }
  }

  /**
   * Reads and checks all keys.
   *
   * @param source the text of a key, if it is set
   * @param processors cores that this process may use
   * @throws io.sutra.settings.SettingsException naming every key whose value is not allowed
   */
  public static MlBaseSettings read(
      Function<String, Optional<String>> source, ModelCatalogue catalogue, int processors) {
    var reader = new SettingsReader(Component.ML_BASE, source);
    Path directory = reader.find(InferenceSettings.MODELS_DIR).orElse(Path.of("models"));
    List<ModelDescription> models =
        readableModels(reader, new InstalledModels(catalogue, directory), catalogue);
    Optional<Integer> dimension = reader.find(ServiceSettings.DIMENSION);
    dimension.ifPresent(asked -> models.forEach(model -> checkDimension(reader, asked, model)));
    var limits = RequestLimitSettings.read(reader);
    int threads = reader.find(InferenceSettings.INFERENCE_THREADS).orElse(processors);
    reader.checkAll();
    reader.throwIfAnyProblem();
    return new MlBaseSettings(
        models,
        directory,
        reader.find(InferenceSettings.WORK_DIR).orElse(Path.of("work")),
        dimension.map(OptionalInt::of).orElse(OptionalInt.empty()),
        limits,
        threads,
        reader.get(InferenceSettings.OPERATOR_THREADS),
        reader.get(InferenceSettings.BATCH_TOKENS),
        reader.get(InferenceSettings.QUEUE_TOKENS),
        reader.get(ServiceSettings.REQUEST_TIMEOUT),
        reader.get(ServiceSettings.DRAIN_DELAY),
        reader.get(InferenceSettings.TEST_INFERENCE_WAIT),
        new ServerStart.Listener(
            reader.get(ServiceSettings.LISTEN_HOST), reader.get(ServiceSettings.ML_BASE_PORT)));
  }

  /** Whether a wait stands in for inference, so that no vector means anything. */
  public boolean inferenceIsReplaced() {
    return testInferenceWait.isPositive();
  }

  /** The model that a request gets that names none. */
  public ModelDescription defaultModel() {
    return models.getFirst();
  }

  /** Numbers per vector of a model when a request does not say. */
  public int defaultDimension(ModelDescription model) {
    return givenDimension.orElse(model.dimension());
  }

  /**
   * The fingerprint of what computes in a model's place, so that no cache mixes a model with what
   * stands in for it.
   */
  public String fingerprint(ModelDescription model) {
    return inferenceIsReplaced() ? model.standInFingerprint() : model.fingerprint();
  }

  private static void checkDimension(SettingsReader reader, int asked, ModelDescription model) {
    if (!model.dimensions().contains(asked)) {
      reader.problem(
          ServiceSettings.DIMENSION,
          Integer.toString(asked),
          "one of "
              + model.dimensions().stream().map(String::valueOf).collect(Collectors.joining(", "))
              + " for the model "
              + model.name());
    }
  }

  private static List<ModelDescription> readableModels(
      SettingsReader reader, InstalledModels installed, ModelCatalogue catalogue) {
    List<String> names =
        Arrays.stream(reader.get(InferenceSettings.MODEL_NAME).split(",", -1))
            .map(String::strip)
            .distinct()
            .toList();
    String precision = reader.get(InferenceSettings.MODEL_PRECISION);
    try {
      return names.stream()
          .flatMap(name -> model(reader, installed, catalogue, name, precision).stream())
          .toList();
    } catch (ModelFileException e) {
      reader.problem(
          InferenceSettings.MODELS_DIR,
          installed.directory().toString(),
          "a folder whose models can be read: " + e.getMessage());
      return List.of();
    }
  }

  private static Optional<ModelDescription> model(
      SettingsReader reader,
      InstalledModels installed,
      ModelCatalogue catalogue,
      String name,
      String label) {
    List<Precision> precisions = installed.precisions(name);
    if (precisions.isEmpty()) {
      String allowed = "one of " + String.join(", ", installed.names());
      reader.problem(
          InferenceSettings.MODEL_NAME,
          name,
          catalogue.entry(name).isPresent()
              ? allowed + "; fetch this one first: ./sutra model pull " + name
              : allowed);
      return Optional.empty();
    }
    Optional<ModelDescription> model =
        Precision.of(label).flatMap(precision -> installed.find(name, precision));
    if (model.isEmpty()) {
      reader.problem(
          InferenceSettings.MODEL_PRECISION,
          label,
          "one of "
              + precisions.stream().map(Precision::label).collect(Collectors.joining(", "))
              + " for the model "
              + name);
    }
    return model;
  }
}
