package io.sutra.api.http;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shapes of the bodies as {@code /openapi} shows them; nothing else uses these. */
public final class OpenApiSchemas {

  private OpenApiSchemas() {}

  /** The request. */
  @Schema(name = "EmbedRequest")
  public record Embed(
      @Schema(required = true, minItems = 1, description = "Each non-empty") List<String> texts,
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
}
