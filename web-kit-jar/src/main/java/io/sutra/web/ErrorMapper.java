package io.sutra.web;

import io.sutra.domain.EmbeddingException;
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
    String type =
        switch (error.reason()) {
          case INVALID,
              TOO_LARGE,
              TOO_SLOW,
              UNSUPPORTED_MEDIA_TYPE,
              UNAUTHORIZED,
              UNKNOWN_MODEL,
              UNKNOWN_ADDRESS,
              WRONG_METHOD,
              NOT_CACHED ->
              INVALID_REQUEST;
          case BUSY -> "rate_limit_exceeded";
          case TIMED_OUT, NOT_READY -> "service_unavailable";
          case FAILED -> "server_error";
        };
    int status =
        switch (error.reason()) {
          case INVALID -> 400;
          case UNAUTHORIZED -> 401;
          case UNKNOWN_MODEL, UNKNOWN_ADDRESS -> 404;
          case WRONG_METHOD -> 405;
          case NOT_CACHED -> 504;
          case TOO_SLOW -> 408;
          case TOO_LARGE -> 413;
          case UNSUPPORTED_MEDIA_TYPE -> 415;
          case BUSY -> 429;
          case FAILED -> 500;
          case TIMED_OUT, NOT_READY -> 503;
        };
    Response answer =
        answer(
            status,
            new ErrorBody(error.getMessage(), type, error.param(), error.code()),
            error.retryAfter());
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
