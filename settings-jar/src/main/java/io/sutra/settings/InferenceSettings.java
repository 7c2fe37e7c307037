package io.sutra.settings;

import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;
import static io.sutra.settings.Component.ML_BASE;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Section.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of models and of inference. */
public final class InferenceSettings {

  static final Section SECTION = new Section("Models and inference");

  private static final WholeNumber THREADS = new WholeNumber(1, 1_024);

  public static final Setting<String> MODEL_NAME =
      SECTION.of(
          "MODEL_NAME",
          new FreeText(FreeText.ANY, "names of models with commas between them"),
          "bge-small-en-v1.5",
          "The model that is served, or several with commas between them, the default first;"
              + " `./sutra model list` shows all",
          ML_BASE,
          COMMAND,
          CONTAINERS);

  public static final Setting<String> MODEL_PRECISION =
      SECTION.of(
          "SUTRA_MODEL_PRECISION",
          new FreeText("[a-z0-9]+", "a precision of the model, such as float32 or int8"),
          "float32",
          "`int8` takes less memory and is quicker; its vectors are near the published ones",
          ML_BASE);

  public static final Setting<Path> MODELS_DIR =
      SECTION.path(
          "SUTRA_MODELS_DIR",
          Kind.FOLDER,
          "`models` in `SUTRA_HOME`",
          "Holds a folder per model, with `model.onnx` and `tokenizer.json`, and `NAME.rotation`"
              + " where one was fitted",
          ML_BASE,
          COMMAND,
          CONTAINERS);

  public static final Setting<Path> WORK_DIR =
      SECTION.path(
          "SUTRA_WORK_DIR",
          Kind.FOLDER,
          "`work` in the server's folder",
          "What ml-base makes from the model's files and can make again; native libraries are"
              + " loaded from it, so nobody else may write there",
          ML_BASE);

  public static final Setting<URI> HUB_URL =
      SECTION.url(
          "SUTRA_HUB_URL",
          "https://huggingface.co",
          "Where `./sutra model pull` fetches models",
          COMMAND);

  public static final Setting<Integer> INFERENCE_THREADS =
      SECTION.derived(
          "SUTRA_INFERENCE_THREADS",
          THREADS,
          "the number of cores",
          "How many batches are computed at once",
          ML_BASE);

  public static final Setting<Integer> OPERATOR_THREADS =
      SECTION.of(
          "SUTRA_OPERATOR_THREADS",
          THREADS,
          "1",
          "How many threads share one batch: more make a long text alone quicker and lower the"
              + " throughput",
          ML_BASE);

  public static final Setting<Integer> BATCH_TOKENS =
      SECTION.of(
          "SUTRA_BATCH_TOKENS",
          new WholeNumber(1, 1 << 20),
          "256",
          "The most tokens of one batch",
          ML_BASE);

  public static final Setting<Integer> QUEUE_TOKENS =
      SECTION.of(
          "SUTRA_QUEUE_TOKENS",
          new WholeNumber(1, 1_000_000_000),
          "32768",
          "A request that would wait behind this many tokens is answered with 429 instead",
          ML_BASE);

  public static final Setting<Duration> TEST_INFERENCE_WAIT =
      SECTION.milliseconds(
          "SUTRA_TEST_INFERENCE_WAIT",
          Limits.milliseconds(0, 60_000),
          Duration.ZERO,
          "For tests only: the time that each text waits instead of being computed; no vector means"
              + " anything then",
          ML_BASE);

  private InferenceSettings() {}
}
