package io.sutra.mlbase.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.mlbase.inference.BatchLimits;
import io.sutra.mlbase.inference.TokenSequence;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.mlbase.model.ModelFiles;
import io.sutra.mlbase.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A model with 8-bit weights: near the published vectors, and the same in any company. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class QuantizedVectorsContract {

  private final List<Golden> goldens;
  private final OnnxSentenceEncoder encoder;

  QuantizedVectorsContract(String name) throws Exception {
    goldens = Golden.readAll(name);
    ModelDescription model = new ModelCatalogue().find(name, Precision.INT8).orElseThrow();
    Path models = Path.of(Objects.requireNonNull(System.getProperty("sutra.models.dir")));
    encoder =
        OnnxSentenceEncoder.loadQuantized(
            ModelFiles.verify(model, models).weights(), model.pooling(), model.dimension(), 1);
  }

  @AfterAll
  void release() {
    encoder.close();
  }

  @Test
  void encode_severalTexts_giveTheSameBitsAsEachAlone() {
    List<TokenSequence> texts = goldens.stream().map(QuantizedVectorsContract::tokens).toList();

    float[][] together = encoder.encode(texts);

    for (int i = 0; i < together.length; i++) {
      assertThat(together[i])
          .as(goldens.get(i).name())
          .isEqualTo(encoder.encode(List.of(texts.get(i)))[0]);
    }
  }

  @Test
  void encode_goldenTexts_areNearTheUnquantizedVectors() {
    double[] cosines =
        goldens.stream()
            .mapToDouble(
                golden ->
                    Golden.cosine(encoder.encode(List.of(tokens(golden)))[0], golden.vector()))
            .sorted()
            .toArray();

    // The least is a text of nothing but unknown tokens.
    assertThat(cosines[0]).isGreaterThan(0.94);
    assertThat(cosines[cosines.length / 2]).isBetween(0.98, 0.99999);
  }

  @Test
  void batchLimits_neverPutTwoTextsTogether() {
    assertThat(encoder.batchLimits(512)).isEqualTo(BatchLimits.ONE_TEXT);
  }

  private static TokenSequence tokens(Golden golden) {
    return new TokenSequence(golden.ids().stream().mapToLong(Long::longValue).toArray());
  }
}
