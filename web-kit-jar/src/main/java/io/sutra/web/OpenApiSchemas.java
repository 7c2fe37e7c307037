package io.sutra.web;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shapes of the bodies as {@code /openapi} shows them; nothing else uses these. */
public final class OpenApiSchemas {

  private OpenApiSchemas() {}

  /** The request. */
  @Schema(name = "EmbedRequest")
  public record Embed(
      @Schema(minItems = 1, description = "Each non-empty; this or tokens is required")
          List<String> texts,
      @Schema(
              minItems = 1,
              description = "Instead of texts: for each its token ids, as /tokenize gives them")
          List<List<Integer>> tokens,
      @Schema(description = "Numbers per vector, one that /info lists") Integer dimension,
      @Schema(defaultValue = "true", description = "Scale each vector to length one")
          Boolean normalize,
      @Schema(
              name = "input_type",
              enumeration = {"query", "document"},
              description = "Puts the model's own prefix before each text")
          String inputType,
      @Schema(description = "The model's name") String model,
      @Schema(
              defaultValue = "true",
              description = "Cut a text to the model's window; false refuses it instead")
          Boolean truncate) {}

  /** The answer. */
  @Schema(name = "EmbedResponse")
  public record Embedded(
      List<List<Float>> embeddings,
      int dimension,
      String model,
      @Schema(name = "processing_time_ms", type = SchemaType.NUMBER) double processingTime,
      @Schema(name = "cached_count") int cachedCount,
      @Schema(name = "batch_size") int batchSize,
      TokenUsage usage) {}

  /** Tokens. */
  @Schema(name = "Usage")
  public record TokenUsage(
      @Schema(name = "prompt_tokens") int promptTokens,
      @Schema(name = "computed_tokens") int computedTokens) {}

  /** The request of {@code POST /tokenize}. */
  @Schema(name = "TokenizeRequest")
  public record Tokenize(
      @Schema(required = true, minItems = 1, description = "Each non-empty") List<String> texts,
      @Schema(
              name = "input_type",
              enumeration = {"query", "document"},
              description = "Counts the model's own prefix too")
          String inputType,
      @Schema(description = "The model's name") String model) {}

  /** The answer of {@code POST /tokenize}. */
  @Schema(name = "TokenizeResponse")
  public record Tokenized(
      @Schema(description = "Per text its token ids, special tokens included")
          List<List<Integer>> tokens,
      @Schema(description = "Per text how many there are") List<Integer> counts,
      @Schema(name = "total_tokens", description = "Of all texts, as a request's limit counts them")
          int totalTokens,
      @Schema(
              name = "max_tokens",
              description = "The model's window: of a longer text so many are read")
          int maxTokens,
      String model) {}
}
