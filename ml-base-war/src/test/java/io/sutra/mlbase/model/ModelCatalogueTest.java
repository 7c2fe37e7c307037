package io.sutra.mlbase.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.settings.Component;
import io.sutra.settings.InferenceSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelCatalogueTest {

  private final ModelCatalogue catalogue = new ModelCatalogue();

  @Test
  void names_first_isTheDefault() {
    assertThat(catalogue.names())
        .startsWith(InferenceSettings.MODEL_NAME.defaultText(Component.ML_BASE).orElseThrow())
        .doesNotHaveDuplicates()
        .allMatch(InstalledModels::isName)
        .allSatisfy(name -> assertThat(catalogue.entry(name).orElseThrow().name()).isEqualTo(name));
  }

  @Test
  void find_unknownName_isEmpty() {
    assertThat(catalogue.find("BGE-small-en-v1.5", Precision.FLOAT32)).isEmpty();
    assertThat(catalogue.find("", Precision.FLOAT32)).isEmpty();
  }

  @Test
  void find_bge_isAsItsModelCardSays() {
    ModelDescription bge = catalogue.find("bge-small-en-v1.5", Precision.FLOAT32).orElseThrow();

    assertThat(bge.dimension()).isEqualTo(384);
    assertThat(bge.pooling()).isEqualTo(Pooling.CLS);
    assertThat(bge.layerNormalized()).isFalse();
    assertThat(bge.queryPrefix())
        .isEqualTo("Represent this sentence for searching relevant passages: ");
    assertThat(bge.documentPrefix()).isEmpty();
    assertThat(bge.maximumTokens()).isEqualTo(512);
    assertThat(bge.licence()).isEqualTo("MIT");
  }

  @Test
  void entries_areWhatTheirPagesSay() {
    assertThat(catalogue.entries().stream().map(ModelCatalogueTest::recipe))
        .containsExactly(
            "bge-small-en-v1.5 [384, 256, 128, 64] CLS 512 MIT",
            "all-minilm-l6-v2 [384, 256, 128, 64] MEAN 256 Apache-2.0",
            "nomic-embed-text-v1.5 [768, 512, 256, 128, 64] MEAN layer-norm 8192 Apache-2.0",
            "snowflake-arctic-embed-m-v1.5 [768, 256] CLS 512 Apache-2.0",
            "mxbai-embed-large-v1 [1024, 512] CLS 512 Apache-2.0",
            "embeddinggemma-300m [768, 512, 256, 128] GRAPH 2048 Gemma Terms of Use",
            "multilingual-e5-small [384, 256, 128, 64] MEAN 512 MIT");
    assertThat(catalogue.entry("nomic-embed-text-v1.5").orElseThrow())
        .returns("search_query: ", CatalogueEntry::queryPrefix)
        .returns("search_document: ", CatalogueEntry::documentPrefix);
  }

  @Test
  void entries_everyOne_hasWeightsATokenizerAndOnlyChecksumsThatAreSome() {
    assertThat(catalogue.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.precisions()).startsWith(Precision.FLOAT32);
              for (Precision precision : entry.precisions()) {
                assertThat(entry.files(precision))
                    .extracting(PublishedFile::name)
                    .contains(precision.weightsFile(), ModelFiles.TOKENIZER);
                assertThat(entry.files(precision))
                    .allMatch(file -> file.checksum().orElse("0".repeat(64)).length() == 64);
              }
            });
  }

  @Test
  void find_checksumsThatOnlyTheHubKnows_isEmptyUntilTheyArePinned() {
    CatalogueEntry nomic = catalogue.entry("nomic-embed-text-v1.5").orElseThrow();

    assertThat(catalogue.find(nomic.name(), Precision.FLOAT32)).isEmpty();
    assertThat(
            nomic
                .describe(
                    Precision.FLOAT32, Map.of(ModelFiles.WEIGHTS, "aa", ModelFiles.TOKENIZER, "bb"))
                .orElseThrow()
                .checksums())
        .containsEntry(ModelFiles.WEIGHTS, "aa");
  }

  private static String recipe(CatalogueEntry entry) {
    return String.join(
        " ",
        entry.name(),
        entry.dimensions().toString(),
        entry.pooling() + (entry.layerNormalized() ? " layer-norm" : ""),
        Integer.toString(entry.maximumTokens()),
        entry.licence());
  }

  @Test
  void find_otherPrecision_isAnotherModelToTheCache() {
    ModelDescription exact = catalogue.find("bge-small-en-v1.5", Precision.FLOAT32).orElseThrow();
    ModelDescription quantized = catalogue.find("bge-small-en-v1.5", Precision.INT8).orElseThrow();

    assertThat(catalogue.entry("bge-small-en-v1.5").orElseThrow().precisions())
        .containsExactly(Precision.FLOAT32, Precision.INT8);
    assertThat(quantized.fingerprint()).isNotEqualTo(exact.fingerprint());
  }

  @Test
  void fingerprint_bge_isPinned() {
    // Stored vectors carry it: another value here throws every cache away. Computed with sha256sum.
    assertThat(catalogue.find("bge-small-en-v1.5", Precision.FLOAT32).orElseThrow().fingerprint())
        .isEqualTo("dacba172f0f2b26ce4046113177c6c7a75e2d4b8d242112962339cf8b5d74d0c");
  }

  @Test
  void fingerprint_whatDecidesTheVector_changesIt() {
    String original = model(Pooling.CLS, false, "", 512, "aa", "bb").fingerprint();

    assertThat(
            List.of(
                original,
                model(Pooling.MEAN, false, "", 512, "aa", "bb").fingerprint(),
                model(Pooling.CLS, true, "", 512, "aa", "bb").fingerprint(),
                model(Pooling.CLS, false, "", 512, "ab", "bb").fingerprint(),
                model(Pooling.CLS, false, "", 512, "aa", "bc").fingerprint(),
                model(Pooling.CLS, false, "", 512, "bb", "aa").fingerprint()))
        .doesNotHaveDuplicates()
        .allMatch(fingerprint -> fingerprint.matches("[0-9a-f]{64}"));
  }

  @Test
  void fingerprint_whatOnlyDecidesTheTokens_leavesIt() {
    assertThat(model(Pooling.CLS, false, "query: ", 128, "aa", "bb").fingerprint())
        .isEqualTo(model(Pooling.CLS, false, "", 512, "aa", "bb").fingerprint());
  }

  @Test
  void newDescription_nativeDimensionNotFirst_isRefused() {
    assertThatThrownBy(
            () ->
                new ModelDescription(
                    "m",
                    "s",
                    "MIT",
                    4,
                    List.of(2, 4),
                    Pooling.CLS,
                    false,
                    "",
                    "",
                    8,
                    100,
                    Precision.FLOAT32,
                    Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ModelDescription model(
      Pooling pooling,
      boolean layerNormalized,
      String queryPrefix,
      int maximumTokens,
      String weights,
      String tokenizer) {
    return new ModelDescription(
        "m",
        "a test",
        "MIT",
        4,
        List.of(4, 2),
        pooling,
        layerNormalized,
        queryPrefix,
        "",
        maximumTokens,
        100,
        Precision.FLOAT32,
        Map.of(ModelFiles.WEIGHTS, weights, ModelFiles.TOKENIZER, tokenizer));
  }
}
