package io.sutra.mlbase.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sutra.domain.RequestLimits;
import io.sutra.mlbase.model.InstalledModels;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.Precision;
import io.sutra.settings.SettingsException;
import io.sutra.web.server.ServerStart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MlBaseSettingsTest {

  private static final int PROCESSORS = 6;

  @Test
  void read_nothingSet_hasTheDefaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new MlBaseSettings(
                List.of(bge("models", Precision.FLOAT32)),
                Path.of("models"),
                Path.of("work"),
                OptionalInt.empty(),
                new RequestLimits(8_388_608, 2_048, 300_000),
                PROCESSORS,
                1,
                256,
                32_768,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ZERO,
                new ServerStart.Listener("127.0.0.1", 8_887)));
  }

  @Test
  void read_everythingSet_eachKeyIsMapped() {
    assertThat(
            read(
                Map.ofEntries(
                    Map.entry("MODEL_NAME", "bge-small-en-v1.5"),
                    Map.entry("SUTRA_MODEL_PRECISION", "int8"),
                    Map.entry("SUTRA_MODELS_DIR", "/srv/models"),
                    Map.entry("SUTRA_WORK_DIR", "/srv/work"),
                    Map.entry("MATRYOSHKA_DIM", "128"),
                    Map.entry("SUTRA_MAX_REQUEST_BYTES", "2001"),
                    Map.entry("SUTRA_MAX_REQUEST_TEXTS", "2002"),
                    Map.entry("SUTRA_MAX_REQUEST_TOKENS", "2003"),
                    Map.entry("SUTRA_INFERENCE_THREADS", "4"),
                    Map.entry("SUTRA_OPERATOR_THREADS", "3"),
                    Map.entry("SUTRA_BATCH_TOKENS", "2005"),
                    Map.entry("SUTRA_QUEUE_TOKENS", "2006"),
                    Map.entry("SUTRA_REQUEST_TIMEOUT", "2007"),
                    Map.entry("SUTRA_DRAIN_DELAY", "2008"),
                    Map.entry("SUTRA_TEST_INFERENCE_WAIT", "2009"),
                    Map.entry("SUTRA_LISTEN_HOST", "::1"),
                    Map.entry("ML_BASE_PORT", "2010"))))
        .isEqualTo(
            new MlBaseSettings(
                List.of(bge("/srv/models", Precision.INT8)),
                Path.of("/srv/models"),
                Path.of("/srv/work"),
                OptionalInt.of(128),
                new RequestLimits(2_001, 2_002, 2_003),
                4,
                3,
                2_005,
                2_006,
                Duration.ofSeconds(2_007),
                Duration.ofSeconds(2_008),
                Duration.ofMillis(2_009),
                new ServerStart.Listener("::1", 2_010)));
  }

  @Test
  void read_blankOrPaddedValues_areUnsetOrStripped() {
    assertThat(read(Map.of("SUTRA_BATCH_TOKENS", "  ", "MODEL_NAME", "")))
        .isEqualTo(read(Map.of()));
    assertThat(read(Map.of("SUTRA_BATCH_TOKENS", " 77 ")).batchTokens()).isEqualTo(77);
  }

  @ParameterizedTest
  @CsvSource({
    "SUTRA_MAX_REQUEST_BYTES, 1024, 1073741824",
    "SUTRA_MAX_REQUEST_TEXTS, 1, 1000000",
    "SUTRA_MAX_REQUEST_TOKENS, 512, 100000000",
    "SUTRA_INFERENCE_THREADS, 1, 1024",
    "SUTRA_OPERATOR_THREADS, 1, 1024",
    "SUTRA_BATCH_TOKENS, 1, 1048576",
    "SUTRA_QUEUE_TOKENS, 1, 1000000000",
    "SUTRA_REQUEST_TIMEOUT, 1, 3600",
    "SUTRA_DRAIN_DELAY, 0, 3600",
    "SUTRA_TEST_INFERENCE_WAIT, 0, 60000"
  })
  void read_wholeNumber_isAllowedWithinItsBoundsOnly(String key, int minimum, int maximum) {
    for (int allowed : new int[] {minimum, maximum}) {
      assertThat(read(Map.of(key, Integer.toString(allowed)))).isNotNull();
    }
    for (String refused :
        new String[] {
          Integer.toString(minimum - 1),
          Integer.toString(maximum + 1),
          "99999999999",
          "-1",
          "many",
          "1.5",
          "0x10"
        }) {
      assertThatThrownBy(() -> read(Map.of(key, refused)))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining(
              key
                  + " is '"
                  + refused
                  + "'; allowed is a whole number from "
                  + minimum
                  + " to "
                  + maximum);
    }
  }

  @Test
  void read_unknownPrecision_isRefusedWithThoseOfTheModel() {
    assertThatThrownBy(() -> read(Map.of("SUTRA_MODEL_PRECISION", "float16")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "SUTRA_MODEL_PRECISION is 'float16'; allowed is one of float32, int8 for the model"
                + " bge-small-en-v1.5.");
  }

  @Test
  void fingerprint_waitInThePlaceOfInference_isNotTheModels() {
    MlBaseSettings real = read(Map.of());
    MlBaseSettings replaced = read(Map.of("SUTRA_TEST_INFERENCE_WAIT", "50"));

    assertThat(real.inferenceIsReplaced()).isFalse();
    ModelDescription model = real.defaultModel();
    assertThat(real.fingerprint(model)).isEqualTo(model.fingerprint());
    assertThat(replaced.inferenceIsReplaced()).isTrue();
    assertThat(replaced.fingerprint(model))
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(real.fingerprint(model));
  }

  @ParameterizedTest
  @ValueSource(ints = {384, 256, 128, 64})
  void read_dimensionOfTheModel_isAllowed(int dimension) {
    MlBaseSettings settings = read(Map.of("MATRYOSHKA_DIM", Integer.toString(dimension)));

    assertThat(settings.defaultDimension(settings.defaultModel())).isEqualTo(dimension);
  }

  @ParameterizedTest
  @ValueSource(strings = {"383", "1", "768"})
  void read_dimensionTheModelLacks_isRefusedListingThoseItHas(String dimension) {
    assertThatThrownBy(() -> read(Map.of("MATRYOSHKA_DIM", dimension)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "MATRYOSHKA_DIM is '"
                + dimension
                + "'; allowed is one of 384, 256, 128, 64 for the model bge-small-en-v1.5.");
  }

  @Test
  void read_unknownModel_isRefusedListingThoseThereAre() {
    assertThatThrownBy(() -> read(Map.of("MODEL_NAME", "gpt")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "MODEL_NAME is 'gpt'; allowed is one of bge-small-en-v1.5, all-minilm-l6-v2.");
  }

  @Test
  void read_severalModels_areServedInThatOrderEachAtItsOwnSize() {
    MlBaseSettings settings =
        read(Map.of("MODEL_NAME", "all-minilm-l6-v2, bge-small-en-v1.5,all-minilm-l6-v2"));

    assertThat(settings.models())
        .extracting(ModelDescription::name)
        .containsExactly("all-minilm-l6-v2", "bge-small-en-v1.5");
    assertThat(settings.defaultModel().name()).isEqualTo("all-minilm-l6-v2");
    assertThat(settings.models()).extracting(settings::defaultDimension).containsExactly(384, 384);
    assertThat(settings.models()).extracting(settings::fingerprint).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bge-small-en-v1.5,gpt", "bge-small-en-v1.5,", ","})
  void read_oneOfSeveralModelsIsUnknown_isRefused(String names) {
    assertThatThrownBy(() -> read(Map.of("MODEL_NAME", names)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("allowed is one of bge-small-en-v1.5, all-minilm-l6-v2.");
  }

  @Test
  void read_modelThatWasNotFetched_saysHowToFetchIt() {
    assertThatThrownBy(() -> read(Map.of("MODEL_NAME", "nomic-embed-text-v1.5")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("./sutra model pull nomic-embed-text-v1.5");
  }

  @Test
  void read_manyProblems_areAllReportedAtOnce() {
    Map<String, String> wrong =
        Map.of(
            "MODEL_NAME", "wrong-0",
            "MATRYOSHKA_DIM", "wrong-1",
            "SUTRA_MAX_REQUEST_BYTES", "wrong-2",
            "SUTRA_MAX_REQUEST_TEXTS", "wrong-3",
            "SUTRA_MAX_REQUEST_TOKENS", "wrong-4",
            "SUTRA_INFERENCE_THREADS", "wrong-5",
            "SUTRA_BATCH_TOKENS", "wrong-6",
            "SUTRA_QUEUE_TOKENS", "wrong-7",
            "SUTRA_REQUEST_TIMEOUT", "wrong-8",
            "SUTRA_OPERATOR_THREADS", "wrong-9");

    var error = assertThrows(SettingsException.class, () -> read(wrong));

    assertThat(String.valueOf(error.getMessage()).lines().skip(1))
        .hasSize(wrong.size())
        .allMatch(line -> line.matches("  [A-Z_]+ is 'wrong-\\d'; allowed is .+\\."));
    wrong.forEach((key, value) -> assertThat(error).hasMessageContaining(key + " is '" + value));
  }

  private static MlBaseSettings read(Map<String, String> values) {
    return MlBaseSettings.read(
        key -> Optional.ofNullable(values.get(key)), new ModelCatalogue(), PROCESSORS);
  }

  private static ModelDescription bge(String models, Precision precision) {
    return new InstalledModels(new ModelCatalogue(), Path.of(models))
        .find("bge-small-en-v1.5", precision)
        .orElseThrow();
  }
}
