package io.sutra.embedding.mlbase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.Model;
import io.sutra.web.VectorStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** Vectors from ml-base: texts as JSON, vectors as numbers, each when it is there. Thread-safe. */
public final class HttpModel implements Model {

  private static final Logger LOG = Logger.getLogger(HttpModel.class.getName());
  private static final JsonFactory JSON = new JsonFactory();

  /** A breaker is open, or a replica starts: about as long as either takes. */
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  /** ml-base says itself when its time is up; this is for when it does not. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final MlBaseClient client;
  private final ModelGateway gateway;

  public HttpModel(MlBaseClient client, ModelGateway gateway) {
    this.client = client;
    this.gateway = gateway;
  }

  @Override
  public Effort compute(Job job, Receiver receiver) {
    byte[] body = body(job);
    try {
      return gateway.call(() -> ask(job, body, receiver));
    } catch (ModelLostException e) {
      LOG.log(Level.WARNING, "No vectors from ml-base: {0}", e.getMessage());
      throw notReady();
    } catch (CircuitBreakerOpenException e) {
      throw notReady();
    }
  }

  private Effort ask(Job job, byte[] body, Receiver receiver) throws ModelLostException {
    HttpRequest request =
        client
            .request("/embed")
            .header("Content-Type", "application/json")
            .header("Accept", VectorStream.MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var vectors = new AnswerInParts(job, receiver);
    try {
      HttpResponse<byte[]> answer =
          client.send(request, vectors::subscriber, job.deadline().plus(GRACE));
      if (answer.statusCode() != 200) {
        throw ErrorAnswer.parse(
            answer.statusCode(), answer.body(), ErrorAnswer.retryAfter(answer.headers()));
      }
    } finally {
      // From here on nobody listens, whatever still comes.
      vectors.close();
    }
    return vectors.end();
  }

  private static byte[] body(Job job) {
    var out = new ByteArrayOutputStream(size(job.input()));
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeNumberField("dimension", job.dimension());
      json.writeBooleanField("normalize", false);
      if (job.inputType().isPresent()) {
        json.writeStringField("input_type", job.inputType().get().jsonName());
      }
      if (job.model().isPresent()) {
        json.writeStringField("model", job.model().get());
      }
      write(job.input(), json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return out.toByteArray();
  }

  /** About as many bytes as the body will have. */
  private static int size(EmbedInput input) {
    int content =
        switch (input) {
          case EmbedInput.Texts given -> given.texts().stream().mapToInt(String::length).sum();
          case EmbedInput.Tokens given ->
              given.sequences().stream().mapToInt(tokens -> 6 * tokens.length()).sum();
        };
    return content + 16 * input.size() + 128;
  }

  private static void write(EmbedInput input, JsonGenerator json) throws IOException {
    switch (input) {
      case EmbedInput.Texts given -> {
        json.writeArrayFieldStart("texts");
        for (String text : given.texts()) {
          json.writeString(text);
        }
        json.writeEndArray();
      }
      case EmbedInput.Tokens given -> {
        json.writeArrayFieldStart("tokens");
        for (EmbedInput.TokenIds tokens : given.sequences()) {
          json.writeStartArray();
          for (int i = 0; i < tokens.length(); i++) {
            json.writeNumber(tokens.get(i));
          }
          json.writeEndArray();
        }
        json.writeEndArray();
      }
    }
  }

  private static EmbeddingException notReady() {
    return EmbeddingException.notReady(
        "The inference service cannot be reached; texts that are cached are still answered.",
        COME_BACK);
  }
}
