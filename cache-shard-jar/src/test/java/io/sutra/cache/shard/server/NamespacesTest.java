package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.CachedVector;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.client.SocketCacheConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same keys in several namespaces, through the protocol. */
@Timeout(120)
class NamespacesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static CacheKey key(int n) {
    return new CacheKey(n, 1, 2, 3);
  }

  /** Bytes that say which namespace and key they are of. */
  private static byte[] value(long namespace, int n) {
    return ("namespace " + namespace + ", key " + n)
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void fill(SocketCacheConnection client, long namespace, int keys)
      throws Exception {
    for (int n = 0; n < keys; n++) {
      client
          .namespace(namespace)
          .put(List.of(new NewVector(key(n), value(namespace, n), Duration.ZERO)));
    }
  }

  private static int found(SocketCacheConnection client, long namespace, int keys)
      throws Exception {
    int found = 0;
    for (int n = 0; n < keys; n++) {
      @Nullable CachedVector vector = client.namespace(namespace).get(List.of(key(n))).get(0);
      if (vector != null) {
        assertThat(vector.bytes()).isEqualTo(value(namespace, n));
        found++;
      }
    }
    return found;
  }

  @Test
  void sameKey_inTwoNamespaces_isTwoEntries() throws Exception {
    try (ServerFixture shard = new ServerFixture(Map.of());
        SocketCacheConnection client = shard.connect()) {
      fill(client, 0, 5);
      fill(client, 7, 5);
      fill(client, -1, 3);
      assertThat(found(client, 0, 5)).isEqualTo(5);
      assertThat(found(client, 7, 5)).isEqualTo(5);
      assertThat(found(client, -1, 5)).isEqualTo(3);
      assertThat(client.namespace(7).statistics().values()).containsEntry("entries", 5L);
      assertThat(client.namespace(99).statistics().values()).containsEntry("entries", 0L);
      assertThat(client.statistics().values())
          .containsEntry("entries", 13L)
          .containsEntry("namespaces", 3L);
      assertThat(client.namespace(7).delete(List.of(key(0), key(0), key(9)))).isOne();
      assertThat(found(client, 0, 5)).isEqualTo(5);
    }
  }

  @Test
  void clearAndErase_ofOneNamespace_leaveTheOthers() throws Exception {
    try (ServerFixture shard = new ServerFixture(Map.of());
        SocketCacheConnection client = shard.connect()) {
      for (long namespace = 1; namespace <= 4; namespace++) {
        fill(client, namespace, 50);
      }
      client.namespace(2).clear();
      assertThat(found(client, 2, 50)).isZero();
      fill(client, 2, 10);
      assertThat(found(client, 2, 50)).isEqualTo(10);
      assertThat(client.namespace(3).erase(List.of(key(1), key(2)), PATIENCE)).isEqualTo(2);
      assertThat(found(client, 3, 50)).isEqualTo(48);
      assertThat(client.namespace(4).eraseAll(PATIENCE)).isEqualTo(50);
      assertThat(found(client, 4, 50)).isZero();
      assertThat(found(client, 1, 50)).isEqualTo(50);
      assertThat(client.eraseAll(PATIENCE)).isEqualTo(50 + 10 + 48);
      assertThat(client.statistics().values()).containsEntry("entries", 0L);
    }
  }

  @Test
  void export_keepsNamespaces_andCanBeOfOne() throws Exception {
    try (ServerFixture from = new ServerFixture(Map.of());
        ServerFixture to = new ServerFixture(Map.of());
        SocketCacheConnection source = from.connect();
        SocketCacheConnection target = to.connect()) {
      for (long namespace = 0; namespace < 3; namespace++) {
        fill(source, namespace, 400);
      }
      Map<Long, Integer> one = new HashMap<>();
      source
          .namespace(2)
          .export((namespace, vectors) -> one.merge(namespace, vectors.size(), Integer::sum));
      assertThat(one.getOrDefault(2L, 0)).isEqualTo(400);
      assertThat(one.getOrDefault(0L, 0) + one.getOrDefault(1L, 0)).isZero();
      source.export(
          (namespace, vectors) -> {
            if (!vectors.isEmpty()) {
              target.namespace(namespace).importAll(vectors);
            }
          });
      for (long namespace = 0; namespace < 3; namespace++) {
        assertThat(found(target, namespace, 400)).isEqualTo(400);
      }
    }
  }
}
