package io.sutra.settings;

import static io.sutra.settings.Component.COMMAND;
import static io.sutra.settings.Component.CONTAINERS;
import static io.sutra.settings.Component.EMBEDDING;
import static io.sutra.settings.Component.SHARD;

import io.sutra.settings.FilePath.Kind;
import io.sutra.settings.Section.Limits;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of the embedding service's caches and of its connections to the shard. */
public final class CacheSettings {

  static final Section SECTION = new Section("Caches");

  public static final Setting<Boolean> ENABLED =
      SECTION.flag(
          "SUTRA_CACHE_ENABLED",
          true,
          "`false`: nothing is cached, every request goes to ml-base",
          EMBEDDING);

  public static final Setting<Integer> L1_CAPACITY =
      SECTION.of(
          "SUTRA_L1_CAPACITY",
          new WholeNumber(0, 100_000_000),
          "10000",
          "Vectors in the embedding service's memory",
          EMBEDDING);

  public static final Setting<Long> L1_RENDERED_BYTES =
      SECTION.bytes(
          "SUTRA_L1_RENDERED_BYTES",
          new Size(0, Integer.MAX_VALUE),
          32L << 20,
          "Memory for the decimal digits of vectors that are asked for often",
          EMBEDDING);

  public static final Setting<Integer> L2_WRITE_QUEUE =
      SECTION.of(
          "SUTRA_L2_WRITE_QUEUE",
          new WholeNumber(1, 10_000_000),
          "8192",
          "Vectors that may wait to be written to the shard",
          EMBEDDING);

  public static final Setting<Duration> TIME_TO_LIVE =
      SECTION.seconds(
          "SUTRA_CACHE_TTL",
          Limits.seconds(1, Integer.MAX_VALUE),
          Duration.ofDays(1),
          "How long a vector is kept before it is computed anew",
          EMBEDDING,
          SHARD);

  public static final Setting<String> HOST =
      SECTION.host(
          "SUTRA_CACHE_HOST",
          "storage-cache-shard",
          "Where the embedding service finds the shard; `./sutra up` names the one that it starts",
          EMBEDDING,
          CONTAINERS);

  public static final Setting<Integer> PORT =
      SECTION.portOrZero(
          "SUTRA_CACHE_PORT",
          50_052,
          "The port of the shard; 0 lets a shard take a free one",
          EMBEDDING,
          SHARD,
          COMMAND);

  public static final Setting<String> TOKEN =
      SECTION.secret(
          "SUTRA_CACHE_TOKEN", "The secret that the shard asks of its clients", EMBEDDING, SHARD);

  public static final Setting<Path> TOKEN_FILE =
      SECTION.path(
          "SUTRA_CACHE_TOKEN_FILE",
          Kind.READABLE_FILE,
          "none",
          "A file that holds this secret, in place of `SUTRA_CACHE_TOKEN`",
          EMBEDDING,
          SHARD);

  public static final Setting<Duration> CONNECT_TIMEOUT =
      SECTION.milliseconds(
          "SUTRA_CACHE_CONNECT_TIMEOUT",
          Limits.milliseconds(1, 600_000),
          Duration.ofMillis(500),
          "The time for connecting to the shard, TLS and hello included",
          EMBEDDING);

  public static final Setting<Duration> CALL_TIMEOUT =
      SECTION.milliseconds(
          "SUTRA_CACHE_REQUEST_TIMEOUT",
          Limits.milliseconds(1, 600_000),
          Duration.ofSeconds(2),
          "The time for each call of the shard",
          EMBEDDING);

  public static final Setting<Boolean> TLS =
      SECTION.flag(
          "SUTRA_CACHE_TLS", false, "Whether connections to the shard are encrypted", EMBEDDING);

  public static final Setting<Path> TLS_CA =
      SECTION.path(
          "SUTRA_CACHE_TLS_CA",
          Kind.READABLE_FILE,
          "the certificates of the JVM",
          "A PEM file with the certificates that the shard's own is checked against",
          EMBEDDING);

  public static final Setting<Integer> POOL_SIZE =
      SECTION.of(
          "SUTRA_CACHE_POOL_SIZE",
          new WholeNumber(1, 10_000),
          "32",
          "The most connections to the shard",
          EMBEDDING);

  public static final Setting<Duration> POOL_TIMEOUT =
      SECTION.seconds(
          "SUTRA_CACHE_POOL_TIMEOUT",
          Limits.seconds(1, 3_600),
          Duration.ofSeconds(1),
          "How long a request waits for a free connection to the shard",
          EMBEDDING);

  private CacheSettings() {}
}
