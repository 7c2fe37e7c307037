package io.sutra.embedding.contract;

import io.sutra.domain.EmbedRequest;
import io.sutra.domain.EmbeddingException;
import io.sutra.domain.InputType;
import io.sutra.embedding.config.ContractSettings;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.web.server.ServerStart;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A service with two models, which embeds nothing and has every text in two tokens. */
final class StandInBackend implements Backend {

  static final ModelProfile FIRST = model("bge", "c".repeat(64));
  private static final ModelProfile SECOND = model("nomic", "d".repeat(64));

  private static ModelProfile model(String name, String fingerprint) {
    return new ModelProfile(
        name, fingerprint, 512, 30_522, List.of(384, 64), "query: ", "", Optional.empty());
  }

  @Override
  public List<ModelProfile> models() {
    return List.of(FIRST, SECOND);
  }

  @Override
  public ModelProfile model(Optional<String> name) {
    return models().stream()
        .filter(model -> name.isEmpty() || model.name().equals(name.get()))
        .findFirst()
        .orElseThrow(() -> EmbeddingException.unknownModel(List.of("bge", "nomic")));
  }

  @Override
  public EmbedAnswer embed(EmbedRequest request) {
    throw new UnsupportedOperationException();
  }

  /** Repeats the body, beside tokens. */
  @Override
  public byte[] tokenize(byte[] body) {
    return ("{\"tokens\":[[101,102],[101,7592,102]],\"asked\":"
            + new String(body, StandardCharsets.UTF_8)
            + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public EmbeddingSettings settings() {
    return new EmbeddingSettings(
        OptionalInt.empty(),
        Exchange.LIMITS,
        URI.create("http://localhost:8887"),
        Duration.ofSeconds(30),
        new EmbeddingSettings.Cache(true, 10, 10, Duration.ofHours(1), 10),
        Path.of("state"),
        new EmbeddingSettings.Access(Optional.empty(), new ServerStart.Listener("localhost", 8888)),
        new ContractSettings(Set.of(), Map.of(), ContractSettings.TokenIdPolicy.CHECKED),
        Duration.ZERO);
  }

  @Override
  public CacheReport caches() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long forgetAll() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WarmingUp warmUp(
      OptionalInt dimension, Optional<InputType> inputType, Optional<String> model) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String version() {
    return "1.2.3";
  }
}
