package io.sutra.settings;

import static io.sutra.settings.Component.BALANCER;
import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;
import static io.sutra.settings.Component.EMBEDDING;
import static io.sutra.settings.Component.ML_BASE;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Section.Limits;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The settings of the two HTTP services: addresses, requests, access. */
public final class ServiceSettings {

  static final Section SECTION = new Section("Services");

  public static final Setting<Integer> EMBEDDING_PORT =
      SECTION.port(
          "EMBEDDING_PORT",
          8_888,
          "The port of the embedding service",
          EMBEDDING,
          COMMAND,
          CONTAINERS);

  public static final Setting<Integer> ML_BASE_PORT =
      SECTION.port(
          "ML_BASE_PORT",
          8_887,
          "The port of ml-base, or of the balancer in front of its replicas",
          ML_BASE,
          BALANCER,
          COMMAND,
          CONTAINERS);

  public static final Setting<String> LISTEN_HOST =
      SECTION.listenAddress(
          "SUTRA_LISTEN_HOST",
          "127.0.0.1",
          "The address that the services and the balancer listen on; `*` for all addresses",
          EMBEDDING,
          ML_BASE,
          BALANCER,
          COMMAND);

  public static final Setting<URI> ML_BASE_URL =
      SECTION.url(
          "ML_BASE_URL",
          "http://ml-base-service:8887",
          "Where the embedding service finds ml-base; `./sutra up` names the one that it starts",
          EMBEDDING,
          COMMAND,
          CONTAINERS);

  public static final Setting<Integer> DIMENSION =
      SECTION.derived(
          "MATRYOSHKA_DIM",
          new WholeNumber(1, 65_536),
          "the model's full size",
          "Numbers per vector when a request does not say; one of the model's own sizes",
          EMBEDDING,
          ML_BASE);

  public static final Setting<Duration> REQUEST_TIMEOUT =
      SECTION.seconds(
          "SUTRA_REQUEST_TIMEOUT",
          Limits.seconds(1, 3_600),
          Duration.ofSeconds(30),
          "How long a request may take before it is answered with 503",
          EMBEDDING,
          ML_BASE);

  public static final Setting<Long> MAX_REQUEST_BYTES =
      SECTION.bytes(
          "SUTRA_MAX_REQUEST_BYTES",
          new Size(1L << 10, 1L << 30),
          8L << 20,
          "The largest request body; a larger one is answered with 413",
          EMBEDDING,
          ML_BASE,
          BALANCER);

  public static final Setting<Integer> MAX_REQUEST_TEXTS =
      SECTION.of(
          "SUTRA_MAX_REQUEST_TEXTS",
          new WholeNumber(1, 1_000_000),
          "2048",
          "The most texts of one request",
          EMBEDDING,
          ML_BASE);

  public static final Setting<Integer> MAX_REQUEST_TOKENS =
      SECTION.of(
          "SUTRA_MAX_REQUEST_TOKENS",
          new WholeNumber(512, 100_000_000),
          "300000",
          "The most tokens of one request",
          EMBEDDING,
          ML_BASE);

  public static final Setting<Integer> MAX_CONNECTIONS =
      SECTION.each(
          "SUTRA_MAX_CONNECTIONS",
          new WholeNumber(1, 1_000_000),
          Map.of(EMBEDDING, "8192", ML_BASE, "3072"),
          "The most open connections, each up to 12 KB of the heap; further ones are closed");

  public static final Setting<Duration> DRAIN_DELAY =
      SECTION.each(
          "SUTRA_DRAIN_DELAY",
          new TimeSpan(TimeSpan.Plain.SECONDS, Duration.ZERO, Duration.ofHours(1)),
          // In containers longer than two checks of the balancer, which so hears of it in time.
          Map.of(EMBEDDING, "2", ML_BASE, "2", CONTAINERS, "5"),
          "The time between turning not ready and closing the port when a service stops");

  public static final Setting<Path> API_KEYS_FILE =
      SECTION.path(
          "SUTRA_API_KEYS_FILE",
          Kind.FILE,
          "none: no key is asked for",
          "A file with API keys, one per line, as themselves or as `sha256:` and the hash;"
              + " callers send one as `Authorization: Bearer`",
          EMBEDDING,
          COMMAND,
          CONTAINERS);

  public static final Setting<Set<String>> CONTRACTS =
      SECTION.of(
          "SUTRA_CONTRACTS",
          new Words(List.of("sutra", "openai", "cohere", "ollama", "tei")),
          "all",
          "The APIs that callers may speak; the addresses of others are answered with 404",
          EMBEDDING);

  public static final Setting<Map<String, String>> MODEL_ALIASES =
      SECTION.derived(
          "SUTRA_MODEL_ALIASES",
          new Pairs(),
          "none",
          "Other names for served models, such as `text-embedding-3-small=bge-small-en-v1.5`",
          EMBEDDING);

  public static final Setting<String> TOKEN_IDS =
      SECTION.of(
          "SUTRA_TOKEN_IDS",
          new Choice(List.of("checked", "any", "refused")),
          "checked",
          "Token ids on `/v1/embeddings`: `checked` takes those that begin and end with the model's"
              + " special tokens, as another tokenizer's do not",
          EMBEDDING);

  public static final Setting<Path> STATE_DIR =
      SECTION.path(
          "SUTRA_STATE_DIR",
          Kind.FOLDER,
          "`state` in the server's folder",
          "Where the embedding service keeps which model it served, over a restart",
          EMBEDDING);

  public static final Setting<String> LOG_FORMAT =
      SECTION.of(
          "SUTRA_LOG_FORMAT",
          new Choice(List.of("simple", "json")),
          "simple",
          "How a service writes its log: `simple` lines for people, or `json`, one object per line,"
              + " for programs that collect logs",
          EMBEDDING,
          ML_BASE);

  public static final Setting<Path> START_REPORT =
      SECTION.path(
          "SUTRA_START_REPORT",
          Kind.FILE,
          "none",
          "The file into which a server writes why it cannot start; `./sutra` sets it",
          EMBEDDING,
          ML_BASE,
          Component.SHARD);

  private ServiceSettings() {}
}
