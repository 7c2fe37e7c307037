package io.sutra.embedding.contract;

import com.fasterxml.jackson.core.JsonParser;
import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.RequestLimits;
import io.sutra.web.VectorEncoding;
import java.io.IOException;

/**
 * Parses the body of {@code POST /v1/embeddings}: OpenAI's fields {@code input}, {@code model},
 * {@code dimensions}, {@code encoding_format} and {@code user}, and beyond them {@code input_type}
 * and {@code truncate} as in {@code /embed}.
 */
final class EmbeddingsRequestParser {

  private static final Words<VectorEncoding> ENCODINGS =
      Words.<VectorEncoding>none()
          .with("float", VectorEncoding.FLOAT)
          .with("base64", VectorEncoding.BASE64)
          .with("int8", VectorEncoding.INT8)
          .with("binary", VectorEncoding.BINARY);

  private static final BodyFields<EmbeddingsRequestParser> FIELDS =
      BodyFields.<EmbeddingsRequestParser>none()
          .required(
              "input", InputReader.kinds(), (body, value) -> InputReader.read(body.draft, value))
          .required(
              "model",
              "the name of a model that /v1/models lists",
              (body, value) -> body.draft.model(value.string()))
          .optional("dimensions", (body, value) -> body.draft.dimension(value.dimension()))
          .optional("encoding_format", (body, value) -> body.encoding = value.oneOf(ENCODINGS))
          // Who asks on whose behalf is nothing that this service keeps.
          .optional("user", (body, value) -> value.string())
          .optional("input_type", (body, value) -> body.draft.inputType(value.inputType()))
          .optional("truncate", (body, value) -> body.draft.truncate(value.flag()));

  private final Draft draft = new Draft();
  private VectorEncoding encoding = VectorEncoding.FLOAT;

  private EmbeddingsRequestParser() {}

  /**
   * Reads one request.
   *
   * @throws EmbeddingException when the body breaks the contract; the message says what is allowed
   * @throws IOException when it is not JSON
   */
  static EmbeddingsRequestParser read(JsonParser parser, RequestLimits limits) throws IOException {
    return FIELDS.read(new EmbeddingsRequestParser(), parser, limits);
  }

  /** The same in the domain's words. */
  EmbedRequest request() {
    return draft.request();
  }

  /** The encoding of the vectors in the answer. */
  VectorEncoding encoding() {
    return encoding;
  }

  /** Whether the input is one text, outside any array of texts. */
  boolean isSingle() {
    return draft.isSingle();
  }
}
