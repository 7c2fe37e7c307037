package io.sutra.embedding.mlbase;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.Deadline;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** Tokens from ml-base, which alone has the tokenizer. Thread-safe. */
public final class TokenizerClient {

  private static final Logger LOG = Logger.getLogger(TokenizerClient.class.getName());
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  private final MlBaseClient client;
  private final ModelGateway gateway;
  private final Duration timeout;

  public TokenizerClient(MlBaseClient client, ModelGateway gateway, Duration timeout) {
    this.client = client;
    this.gateway = gateway;
    this.timeout = timeout;
  }

  /**
   * Gives a body of {@code POST /tokenize} to ml-base; blocks.
   *
   * @return the body of its answer
   * @throws EmbeddingException what ml-base objects to, or that it cannot be reached
   */
  public byte[] tokenize(byte[] body) {
    try {
      return gateway.call(() -> ask(body));
    } catch (ModelLostException e) {
      LOG.log(Level.WARNING, "No tokens from ml-base: {0}", e.getMessage());
      throw notReady();
    } catch (CircuitBreakerOpenException e) {
      throw notReady();
    }
  }

  private byte[] ask(byte[] body) throws ModelLostException {
    HttpRequest request =
        client
            .request("/tokenize")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request, Deadline.in(timeout));
    if (answer.statusCode() != 200) {
      throw ErrorAnswer.parse(
          answer.statusCode(), answer.body(), ErrorAnswer.retryAfter(answer.headers()));
    }
    return answer.body();
  }

  private static EmbeddingException notReady() {
    return EmbeddingException.notReady(
        "The inference service, which has the tokenizer, cannot be reached.", COME_BACK);
  }
}
