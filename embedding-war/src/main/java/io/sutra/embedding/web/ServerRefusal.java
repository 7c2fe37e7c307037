package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/** What the server refused before it was the door's turn, as an error of the domain. */
final class ServerRefusal {

  private ServerRefusal() {}

  /** The error for the request that the server passes on because of an error. */
  static EmbeddingException of(HttpServletRequest request) {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer given
            ? given
            : 500;
    return switch (status) {
      case 404 ->
          EmbeddingException.unknownAddress(
              "There is nothing at this path. /openapi lists what there is.");
      case 403, 405, 501 ->
          EmbeddingException.wrongMethod("This method is not allowed anywhere here.");
      default ->
          status < 500
              ? EmbeddingException.invalid(
                  "http_" + status, "The request is not one that HTTP allows.")
              : EmbeddingException.unexpected(
                  new IllegalStateException("the server answers with HTTP " + status));
    };
  }
}
