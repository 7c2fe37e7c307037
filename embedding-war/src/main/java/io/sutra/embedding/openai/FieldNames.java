package io.sutra.embedding.openai;

import io.sutra.domain.EmbeddingException;

/**
 * The service and ml-base speak of the fields of {@code /embed}; whoever asked in OpenAI's words
 * reads of OpenAI's fields. In a message the names of fields stand between single quotes.
 */
final class FieldNames {

  private FieldNames() {}

  /** The same error with the names that the caller used. */
  static EmbeddingException translate(EmbeddingException error) {
    if (error.reason() == EmbeddingException.Reason.FAILED) {
      return error;
    }
    return EmbeddingException.relayed(
        error.reason(),
        message(error.getMessage()),
        error.code(),
        error.param().map(FieldNames::param).orElse(null),
        error.retryAfter().orElse(null));
  }

  private static String message(String message) {
    return message
        .replace("'texts'", "'input'")
        .replace("'texts[", "'input[")
        .replace("'tokens[", "'input[")
        .replace("'dimension'", "'dimensions'");
  }

  private static String param(String param) {
    if (param.equals("texts")) {
      return "input";
    }
    if (param.startsWith("texts[") || param.startsWith("tokens[")) {
      return "input" + param.substring(param.indexOf('['));
    }
    return param.equals("dimension") ? "dimensions" : param;
  }
}
