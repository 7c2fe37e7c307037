package io.sutra.cache.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import java.nio.file.Path;
import java.util.Objects;
import javax.naming.NamingException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PooledCacheConnectionFactoryTest {

  @TempDir Path folder;

  private TestShard shard;
  private final StandInPool pool = new StandInPool(1);
  private CacheConnectionFactory connections;

  @BeforeEach
  void start() throws Exception {
    shard = new TestShard(folder);
    connections = (CacheConnectionFactory) shard.factory().createConnectionFactory(pool);
  }

  @AfterEach
  void stop() throws Exception {
    shard.close();
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  @Test
  void connect_afterAClose_reusesTheSocket() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (CacheConnection connection = connections.connect()) {
        assertThat(connection.ping()).isPositive();
      }
    }
    assertThat(pool.made()).isEqualTo(1);
  }

  @Test
  void connect_exhaustedPool_isAConnectionFailure() throws Exception {
    try (CacheConnection taken = connections.connect()) {
      assertFails(connections::connect, Reason.CONNECTION, "exhausted");
      assertThat(taken.ping()).isPositive();
    }
  }

  @Test
  void connect_wrongToken_keepsTheShardsReason() throws Exception {
    CacheManagedConnectionFactory wrong = shard.factory();
    wrong.setToken("wrong");
    CacheConnectionFactory refused = (CacheConnectionFactory) wrong.createConnectionFactory(pool);

    assertFails(refused::connect, Reason.UNAUTHENTICATED, "missing or wrong");
  }

  @Test
  void connect_managerFailsUnchecked_isAConnectionFailure() throws Exception {
    CacheConnectionFactory broken =
        (CacheConnectionFactory)
            shard
                .factory()
                .createConnectionFactory(
                    (factory, request) -> {
                      throw new IllegalStateException("the server is stopping");
                    });

    assertFails(broken::connect, Reason.CONNECTION, "the server is stopping");
  }

  @Test
  void shardRestarted_thePoolDropsTheDeadConnectionAndWorksAgain() throws Exception {
    CacheConnection connection = connections.connect();
    connection.put(TestShard.vectors());
    shard.stop();
    assertFails(connection::ping, Reason.CONNECTION, "127.0.0.1");
    connection.close();
    assertThat(pool.total()).isZero();
    assertFails(connections::connect, Reason.CONNECTION, "no shard at");

    shard.start();

    try (CacheConnection next = connections.connect()) {
      assertThat(
              Objects.requireNonNull(next.get(java.util.List.of(TestShard.KEY)).getFirst()).bytes())
          .isEqualTo(TestShard.VECTOR);
    }
    assertThat(pool.total()).isEqualTo(1);
  }

  @Test
  void equality_isThatOfFactoryAndPool() throws Exception {
    assertThat(shard.factory().createConnectionFactory(pool))
        .isEqualTo(connections)
        .hasSameHashCodeAs(connections);
    assertThat(shard.factory().createConnectionFactory(new StandInPool(1)))
        .isNotEqualTo(connections);
  }

  @Test
  void reference_isWhatTheServerSet() throws Exception {
    PooledCacheConnectionFactory referenceable = (PooledCacheConnectionFactory) connections;
    assertThatThrownBy(referenceable::getReference).isInstanceOf(NamingException.class);

    var reference = new javax.naming.Reference("x");
    referenceable.setReference(reference);

    assertThat(referenceable.getReference()).isSameAs(reference);
  }
}
