package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import io.sutra.embedding.contract.Contract;
import io.sutra.embedding.contract.Reply;
import io.sutra.embedding.contract.Route;
import io.sutra.web.Evidence;
import io.sutra.web.RequestIds;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: on which thread it is, in whose words errors are told, and what every
 * answer has. Used by one thread at a time.
 */
final class Exchange {

  private static final Logger LOG = Logger.getLogger(Exchange.class.getName());

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final Executor waiting;
  private final RequestObserver observer;
  private final long start = System.nanoTime();
  private Contract contract;
  private FieldNames names;
  private String route = "none";
  private @Nullable AsyncContext detached;

  /**
   * {@code contract} words errors until it is known better; {@code waiting} has a thread for each.
   */
  Exchange(
      HttpServletRequest request,
      HttpServletResponse response,
      Contract contract,
      Executor waiting,
      RequestObserver observer) {
    this.request = request;
    this.response = response;
    this.contract = contract;
    this.names = contract.names();
    this.waiting = waiting;
    this.observer = observer;
    response.setHeader(Evidence.REQUEST_ID, RequestIds.of(request.getHeader(Evidence.REQUEST_ID)));
  }

  /** A step of the work. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  HttpServletRequest request() {
    return request;
  }

  HttpServletResponse response() {
    return response;
  }

  /** From here on errors are told so. */
  void speak(Contract speaker, FieldNames fieldNames) {
    contract = speaker;
    names = fieldNames;
  }

  /** It is for {@code found}. */
  void name(Route found) {
    route = found.method() + " " + found.path();
  }

  /** Does {@code step}, and answers what goes wrong in it. */
  void run(Step step) {
    attempt(step);
    if (detached == null) {
      tellObserver();
    }
  }

  private void tellObserver() {
    var took = Duration.ofNanos(System.nanoTime() - start);
    observer.answered(
        new RequestObserver.Answered(contract.name(), route, response.getStatus(), took));
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (EmbeddingException e) {
      refuse(e);
    } catch (IOException e) {
      // The caller has gone, or reads no more.
      LOG.log(Level.FINE, "An answer could not be sent", e);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      refuse(EmbeddingException.unexpected(e));
    }
  }

  /** Gives the server's thread back; {@code step} goes on where it may wait, and is the last. */
  void detach(Step step) {
    if (detached != null) {
      attempt(step);
      return;
    }
    AsyncContext context = request.startAsync();
    // The service has deadlines of its own.
    context.setTimeout(0);
    detached = context;
    waiting.execute(
        () -> {
          try {
            attempt(step);
            tellObserver();
          } finally {
            context.complete();
          }
        });
  }

  /** Sends an answer. */
  void send(Reply reply) throws IOException {
    response.setStatus(reply.status());
    response.setContentType(reply.contentType());
    reply.headers().forEach(response::setHeader);
    switch (reply.content()) {
      case Reply.Whole whole -> {
        response.setContentLength(whole.bytes().length);
        response.getOutputStream().write(whole.bytes());
      }
      case Reply.Written written -> written.write(response.getOutputStream());
    }
  }

  /** Answers with an error. */
  void refuse(EmbeddingException error) {
    if (error.reason() == EmbeddingException.Reason.FAILED && error.getCause() != null) {
      LOG.log(Level.SEVERE, error.getMessage(), error);
    }
    if (response.isCommitted()) {
      return;
    }
    try {
      response.resetBuffer();
      header(error).forEach(response::setHeader);
      send(contract.error(error, names));
    } catch (IOException e) {
      LOG.log(Level.FINE, "An error could not be told", e);
    }
  }

  private static Map<String, String> header(EmbeddingException error) {
    if (error.reason() == EmbeddingException.Reason.UNAUTHORIZED) {
      return Map.of("WWW-Authenticate", "Bearer");
    }
    return error
        .retryAfter()
        .map(
            wait ->
                // Retry-After counts whole seconds; the exact wait goes beside it, as OpenAI does.
                Map.of(
                    "Retry-After",
                    Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())),
                    "retry-after-ms",
                    Long.toString(Math.max(1, wait.toMillis()))))
        .orElse(Map.of());
  }
}
