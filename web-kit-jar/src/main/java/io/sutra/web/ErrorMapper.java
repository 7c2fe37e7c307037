package io.sutra.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one place where an error becomes an HTTP answer: those of the domain, those of the JAX-RS
 * runtime (no such path, wrong method), and whatever nobody expected, whose details go to the log
 * and not to the caller.
 */
@Provider
public final class ErrorMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(ErrorMapper.class.getName());
  private static final String INVALID_REQUEST = "invalid_request_error";

  @Override
  public Response toResponse(Throwable error) {
    EmbeddingException domain = findDomainError(error);
    if (domain != null) {
      return of(domain);
    }
    if (error instanceof WebApplicationException web) {
      return of(web);
    }
    LOG.log(Level.SEVERE, "A request failed unexpectedly", error);
    return answer(
        500,
        new ErrorBody(
            "The request failed inside the service; its log says why.",
            "server_error",
            Optional.empty(),
            "internal_error"),
        Optional.empty());
  }

  /** Runtimes wrap what a body reader throws. */
  private static @Nullable EmbeddingException findDomainError(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof EmbeddingException domain) {
        return domain;
      }
    }
    return null;
  }

  /** What the caller is told. */
  public static Response of(EmbeddingException error) {
    if (error.reason() == EmbeddingException.Reason.FAILED) {
      LOG.log(Level.SEVERE, error.getMessage(), error);
    }
    int status = ErrorStatus.of(error);
    Response answer = answer(status, ErrorBody.of(error, FieldNames.PLAIN), error.retryAfter());
    return status == 401
        ? Response.fromResponse(answer).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build()
        : answer;
  }

  private static Response of(WebApplicationException error) {
    int status = error.getResponse().getStatus();
    String message =
        switch (status) {
          case 404 -> "There is nothing at this path. /openapi lists what there is.";
          case 405 -> "This path does not take this method. /openapi lists what it takes.";
          case 406 -> "Answers are JSON: accept application/json.";
          case 415 -> EmbeddingException.unsupportedMediaType().getMessage();
          default -> "The request cannot be served (HTTP " + status + ").";
        };
    boolean callersFault = error instanceof ClientErrorException;
    Response answer =
        answer(
            status,
            new ErrorBody(
                message,
                callersFault ? INVALID_REQUEST : "server_error",
                Optional.empty(),
                callersFault ? "http_" + status : "internal_error"),
            Optional.empty());
    String allow = error.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return allow == null
        ? answer
        : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
  }

  private static Response answer(int status, ErrorBody body, Optional<Duration> retryAfter) {
    Response.ResponseBuilder builder =
        Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body.toJson());
    retryAfter.ifPresent(
        wait -> {
          // Retry-After counts whole seconds; the exact wait goes beside it, as OpenAI sends it.
          builder.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.plusMillis(999).toSeconds()));
          builder.header("retry-after-ms", Math.max(1, wait.toMillis()));
        });
    return builder.build();
  }
}
