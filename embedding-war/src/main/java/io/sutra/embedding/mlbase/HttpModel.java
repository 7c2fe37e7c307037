package io.sutra.embedding.mlbase;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.service.Model;
import io.sutra.web.Evidence;
import io.sutra.web.RawEmbeddings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** Vectors from ml-base: texts as JSON, vectors as float32. Thread-safe. */
public final class HttpModel implements Model {

  private static final Logger LOG = Logger.getLogger(HttpModel.class.getName());
  private static final JsonFactory JSON = new JsonFactory();

  /** A breaker is open, or a replica starts: about as long as either takes. */
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  /** ml-base says itself when its time is up; this is for when it does not. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final MlBaseClient client;
  private final ModelGateway gateway;
  private final Duration timeout;

  public HttpModel(MlBaseClient client, ModelGateway gateway, Duration requestTimeout) {
    this.client = client;
    this.gateway = gateway;
    this.timeout = requestTimeout.plus(GRACE);
  }

  @Override
  public Computed compute(Job job) {
    byte[] body = body(job);
    try {
      return gateway.call(() -> ask(job, body));
    } catch (ModelLostException e) {
      LOG.log(Level.WARNING, "No vectors from ml-base: {0}", e.getMessage());
      throw notReady();
    } catch (CircuitBreakerOpenException e) {
      throw notReady();
    }
  }

  private Computed ask(Job job, byte[] body) throws ModelLostException {
    HttpRequest request =
        client
            .request("/embed", timeout)
            .header("Content-Type", "application/json")
            .header("Accept", RawEmbeddings.MEDIA_TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request);
    if (answer.statusCode() != 200) {
      throw ErrorAnswer.parse(answer);
    }
    HttpHeaders headers = answer.headers();
    try {
      RawEmbeddings embeddings = RawEmbeddings.parse(answer.body());
      if (embeddings.vectors().size() != job.input().size()
          || embeddings.dimension() != job.dimension()) {
        throw new ModelLostException("ml-base answered something else than was asked");
      }
      return new Computed(
          headers
              .firstValue(Evidence.FINGERPRINT)
              .orElseThrow(() -> new ModelLostException("ml-base does not say which model it has")),
          embeddings,
          time(headers, Evidence.QUEUE_TIME),
          time(headers, Evidence.INFERENCE_TIME));
    } catch (IllegalArgumentException e) {
      throw new ModelLostException("ml-base answered in a form that is not known", e);
    }
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

  private static Duration time(HttpHeaders headers, String name) {
    try {
      double milliseconds = headers.firstValue(name).map(Double::parseDouble).orElse(0.0);
      return Duration.ofNanos((long) (milliseconds * 1e6));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private static EmbeddingException notReady() {
    return EmbeddingException.notReady(
        "The inference service cannot be reached; texts that are cached are still answered.",
        COME_BACK);
  }
}
