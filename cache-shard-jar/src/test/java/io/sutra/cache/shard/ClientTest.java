package io.sutra.cache.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import io.sutra.cache.client.ClientSettings;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.cache.client.TrustedCertificates;
import io.sutra.cache.shard.config.ShardConfig;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's own promises, against a real shard: any number of keys, and TLS. */
class ClientTest {

  @TempDir Path folder;

  private Shard start(Map<String, String> settings) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SUTRA_CACHE_DIR", folder.resolve("shard").toString());
    all.put("SUTRA_CACHE_PORT", "0");
    all.put("SUTRA_CACHE_METRICS_PORT", "0");
    return Shard.start(ShardConfig.read(all));
  }

  private static SocketCacheConnection connect(Shard shard, String host, Optional<SSLContext> tls)
      throws CacheException {
    Duration time = Duration.ofSeconds(20);
    return SocketCacheConnection.connect(
        new ClientSettings(host, shard.port(), "test", "", time, time, tls));
  }

  private static List<NewVector> vectors(int count, int bytes) {
    List<NewVector> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] vector = ByteBuffer.allocate(bytes).putInt(i).array();
      vectors.add(new NewVector(new CacheKey(0, 0, i, 7), vector, Duration.ZERO));
    }
    return vectors;
  }

  private static void assertRoundTrip(SocketCacheConnection client, List<NewVector> vectors)
      throws CacheException {
    assertThat(client.put(vectors)).hasSameSizeAs(vectors).containsOnly(PutOutcome.STORED);
    List<CacheKey> keys = new ArrayList<>();
    vectors.forEach(vector -> keys.add(vector.key()));
    Collections.reverse(keys);

    List<@Nullable CachedVector> found = client.get(keys);

    assertThat(found).hasSameSizeAs(vectors);
    for (int i = 0; i < found.size(); i++) {
      assertThat(Objects.requireNonNull(found.get(i)).bytes())
          .isEqualTo(vectors.get(vectors.size() - 1 - i).bytes());
    }
    assertThat(client.delete(keys)).isEqualTo(vectors.size());
  }

  @Test
  void moreKeysThanAFrameMayHave_keepTheirOrder() throws Exception {
    try (Shard shard = start(Map.of("SUTRA_CACHE_MAX_COUNT", "7"));
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      assertRoundTrip(client, vectors(100, 16));
    }
  }

  @Test
  void moreBytesThanAFrameMayHave_bothWays() throws Exception {
    try (Shard shard = start(Map.of());
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      assertRoundTrip(client, vectors(100, 64 << 10));
    }
  }

  /** Neither the question nor the answer fits into a frame; nor does a put or a deletion. */
  @Test
  void smallFrames_manyKeys_bothWays() throws Exception {
    Map<String, String> small =
        Map.of("SUTRA_CACHE_MAX_FRAME", "8192", "SUTRA_CACHE_MAX_VECTOR", "8064");
    try (Shard shard = start(small);
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      assertRoundTrip(client, vectors(256, 1536));
      assertRoundTrip(client, vectors(300, 8064));
      assertThat(client.statistics().value("protocol_errors")).isZero();
    }
  }

  /** Vectors stay that were put when the shard took longer ones. */
  @Test
  void lowerLimitThanTheVectors_areGotAllTheSame() throws Exception {
    List<NewVector> vectors = vectors(40, 3_000);
    List<CacheKey> keys = vectors.stream().map(NewVector::key).toList();
    try (Shard shard = start(Map.of());
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      client.put(vectors);
    }
    Map<String, String> small =
        Map.of("SUTRA_CACHE_MAX_FRAME", "8192", "SUTRA_CACHE_MAX_VECTOR", "1000");
    try (Shard shard = start(small);
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      assertThat(client.get(keys)).hasSize(40).doesNotContainNull();
    }
  }

  @Test
  void nothingAsked_isNothingAnswered() throws Exception {
    try (Shard shard = start(Map.of());
        SocketCacheConnection client = connect(shard, "127.0.0.1", Optional.empty())) {
      assertThat(client.get(List.of())).isEmpty();
      assertThat(client.put(List.of())).isEmpty();
      assertThat(client.delete(List.of())).isZero();
      assertThat(client.ping()).isPositive();
    }
  }

  /** Writes the certificate and the key of a new shard called localhost. */
  private Map<String, String> certificate() throws Exception {
    Path store = folder.resolve("store.p12");
    String password = "of-a-test";
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "shard",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            password);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    Path certificate = folder.resolve("certificate.pem");
    pem(certificate, "CERTIFICATE", keys.getCertificate("shard").getEncoded());
    Path key = folder.resolve("key.pem");
    pem(key, "PRIVATE KEY", keys.getKey("shard", password.toCharArray()).getEncoded());
    return Map.of(
        "SUTRA_CACHE_TLS_CERT", certificate.toString(), "SUTRA_CACHE_TLS_KEY", key.toString());
  }

  private static void pem(Path file, String what, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  @Test
  void close_endsTheConnectionsThatAreOpen() throws Exception {
    // What a loop that is told to end does with its connections depends on the moment.
    for (int round = 0; round < 20; round++) {
      SocketCacheConnection client;
      try (Shard shard = start(Map.of())) {
        client = connect(shard, "localhost", Optional.empty());
      }
      try (client) {
        // Each look takes a millisecond.
        for (int look = 0; look < 1_000 && !client.endedByShard(); look++) {}
        assertThat(client.isOpen()).as("round %d", round).isFalse();
      }
    }
  }

  @Test
  void tls_trustedCertificate_servesAndNoticesTheEnd() throws Exception {
    Map<String, String> files = certificate();
    SSLContext trusted =
        TrustedCertificates.read(
            Path.of(Objects.requireNonNull(files.get("SUTRA_CACHE_TLS_CERT"))));
    SocketCacheConnection client;
    try (Shard shard = start(files)) {
      client = connect(shard, "localhost", Optional.of(trusted));
      assertRoundTrip(client, vectors(50, 64 << 10));
      assertThat(client.endedByShard()).isFalse();
      assertThat(client.ping()).isPositive();
    }
    try (client) {
      while (!client.endedByShard()) {
        Thread.onSpinWait();
      }
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void tls_certificateUnknownOrOfAnotherHost_isRefused() throws Exception {
    Map<String, String> files = certificate();
    SSLContext trusted =
        TrustedCertificates.read(
            Path.of(Objects.requireNonNull(files.get("SUTRA_CACHE_TLS_CERT"))));
    try (Shard shard = start(files)) {
      for (Object[] wrong :
          new Object[][] {{"localhost", SSLContext.getDefault()}, {"127.0.0.1", trusted}}) {
        assertThatThrownBy(
                () -> connect(shard, (String) wrong[0], Optional.of((SSLContext) wrong[1])))
            .asInstanceOf(type(CacheException.class))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION));
      }
    }
  }
}
