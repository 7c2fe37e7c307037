package io.sutra.embedding.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sutra.domain.EmbedInput;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.FieldNames;
import io.sutra.domain.RequestLimits;
import io.sutra.domain.TextTokens;
import io.sutra.domain.Usage;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.Sources;
import io.sutra.embedding.service.StoredVector;
import io.sutra.web.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A contract without a server: what it makes of a body, and of the vectors that a service has. The
 * vector of the text at index i is {@code [3 + i, -4]}, and each text has 5 tokens.
 */
record Exchange(Contract contract) {

  static final RequestLimits LIMITS = new RequestLimits(1 << 20, 4, 500);

  private static final int TOKENS = 5;

  /** What the contract reads in a body. */
  Parsed parse(String path, String body) {
    Handler handler = route("POST", path, body).handler();
    assertThat(handler).isInstanceOf(Embeds.class);
    try {
      return StrictJson.read(
          new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
          LIMITS.maximumBodyBytes(),
          parser -> ((Embeds) handler).parse(parser, LIMITS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of a request. */
  List<String> texts(String path, String body) {
    return ((EmbedInput.Texts) parse(path, body).request().input()).texts();
  }

  /** The answer to a body that embeds. */
  String answer(String path, String body) {
    Parsed parsed = parse(path, body);
    List<StoredVector> vectors = new ArrayList<>();
    for (int i = 0; i < parsed.request().input().size(); i++) {
      vectors.add(
          new StoredVector(
              new float[] {3 + i, -4},
              new TextTokens(TOKENS, TOKENS),
              "a".repeat(64),
              Instant.MAX));
    }
    var answer =
        new EmbedAnswer(
            vectors,
            2,
            parsed.request().normalize(),
            "model",
            Duration.ofNanos(1_500),
            new Sources(0, 0, 0, vectors.size()),
            new Usage(TOKENS * vectors.size(), TOKENS * vectors.size()),
            Duration.ZERO,
            Duration.ZERO);
    var out = new ByteArrayOutputStream();
    parsed
        .answer()
        .pieces(
            answer,
            (all, index, encoding) ->
                encoding.json(all.vectors().get(index).served(all.dimension(), all.normalize())))
        .forEachRemaining(out::writeBytes);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The body with which the contract refuses a body that embeds. */
  String refusal(String path, String body) {
    return worded(
        catchThrowableOfType(EmbeddingException.class, () -> answer(path, body)), contract.names());
  }

  /** The body of an error that was found in what the contract had read. */
  String refusal(String path, String body, EmbeddingException error) {
    return worded(error, parse(path, body).names());
  }

  private String worded(EmbeddingException error, FieldNames names) {
    return text(contract.error(error, names));
  }

  /** The answer to a request that does not embed. */
  String ask(String method, String path, Backend backend, String body) throws IOException {
    Handler handler = route(method, path, body).handler();
    assertThat(handler).isInstanceOf(Answers.class);
    return text(((Answers) handler).answer(new BodyCall(backend, body)));
  }

  /** The one that a marker of the body names, else the one without markers. */
  private Route route(String method, String path, String body) {
    List<Route> there =
        contract.routes().stream()
            .filter(route -> route.method().equals(method) && route.path().equals(path))
            .toList();
    return there.stream()
        .filter(route -> route.markers().stream().anyMatch(name -> body.contains('"' + name + '"')))
        .findFirst()
        .or(() -> there.stream().filter(route -> route.markers().isEmpty()).findFirst())
        .orElseThrow();
  }

  private static String text(Reply reply) {
    return new String(((Reply.Whole) reply.content()).bytes(), StandardCharsets.UTF_8);
  }

  private record BodyCall(Backend backend, String text) implements Call {

    @Override
    public String rest() {
      return "";
    }

    @Override
    public Optional<String> query(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public byte[] body() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public InputStream stream(String... mediaTypes) {
      return new ByteArrayInputStream(body());
    }
  }
}
