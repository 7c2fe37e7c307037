package io.sutra.embedding.contract;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shapes of the bodies as {@code /openapi} shows them; nothing else uses these. */
public final class OpenAiSchemas {

  private OpenAiSchemas() {}

  /** The request. */
  @Schema(name = "EmbeddingsRequest")
  public record EmbeddingRequest(
      @Schema(
              required = true,
              anyOf = {String.class, String[].class, int[].class, int[][].class},
              description =
                  "A text, 1 to 2,048 texts, the ids of a text's tokens, or arrays of ids")
          Object input,
      @Schema(required = true, description = "The model's name, as /v1/models lists it")
          String model,
      @Schema(description = "Numbers per vector, one that /info lists") Integer dimensions,
      @Schema(
              name = "encoding_format",
              defaultValue = "float",
              enumeration = {"float", "base64", "int8", "binary"},
              description =
                  "float: numbers; base64: float32, little-endian; beyond OpenAI: int8, whole"
                      + " numbers from -127 to 127, and binary, signs packed eight a byte, the first"
                      + " in the most significant bit")
          String encodingFormat,
      @Schema(description = "Taken and not kept") String user,
      @Schema(
              name = "input_type",
              enumeration = {"query", "document"},
              description = "Beyond OpenAI: puts the model's own prefix before each text")
          String inputType,
      @Schema(
              defaultValue = "true",
              description =
                  "Beyond OpenAI: cut a text to the model's window; false refuses it instead")
          Boolean truncate) {}

  /** The answer. */
  @Schema(name = "EmbeddingsResponse")
  public record EmbeddingList(
      @Schema(enumeration = "list") String object,
      List<Embedding> data,
      String model,
      TokenUsage usage) {}

  /** One vector. */
  @Schema(name = "Embedding")
  public record Embedding(
      @Schema(enumeration = "embedding") String object,
      int index,
      @Schema(
              anyOf = {float[].class, String.class},
              description = "Numbers, or a string with base64")
          Object embedding) {}

  /** Tokens. */
  @Schema(name = "EmbeddingsUsage")
  public record TokenUsage(
      @Schema(name = "prompt_tokens") int promptTokens,
      @Schema(name = "total_tokens") int totalTokens) {}

  /** The models. */
  @Schema(name = "ModelList")
  public record ModelList(@Schema(enumeration = "list") String object, List<Model> data) {}

  /** One model. */
  @Schema(name = "Model")
  public record Model(
      String id,
      @Schema(enumeration = "model") String object,
      @Schema(type = SchemaType.INTEGER, description = "Seconds since 1970") long created,
      @Schema(name = "owned_by") String ownedBy) {}
}
