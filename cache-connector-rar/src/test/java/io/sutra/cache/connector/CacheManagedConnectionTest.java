package io.sutra.cache.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.PutOutcome;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheManagedConnectionTest {

  @TempDir Path folder;

  private TestShard shard;
  private CacheManagedConnection managed;
  private final Events events = new Events();

  @BeforeEach
  void connect() throws Exception {
    shard = new TestShard(folder);
    managed = (CacheManagedConnection) shard.factory().createManagedConnection(null, null);
    managed.addConnectionEventListener(events);
  }

  @AfterEach
  void stop() throws Exception {
    managed.destroy();
    shard.close();
  }

  private CacheConnection handle() throws ResourceException {
    return (CacheConnection) managed.getConnection(null, null);
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String message) {
    assertThatThrownBy(call)
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }

  @Test
  void handle_putGetDelete_reachesTheShard() throws Exception {
    CacheConnection handle = handle();

    assertThat(handle.put(TestShard.vectors())).containsExactly(PutOutcome.STORED);
    assertThat(Objects.requireNonNull(handle.get(List.of(TestShard.KEY)).getFirst()).bytes())
        .isEqualTo(TestShard.VECTOR);
    assertThat(handle.delete(List.of(TestShard.KEY))).isEqualTo(1);
    assertThat(handle.statistics().value("entries")).isZero();
    handle.clear();
    assertThat(handle.ping()).isPositive();
  }

  @Test
  void close_twice_tellsThePoolOnce() throws Exception {
    CacheConnection handle = handle();

    handle.close();
    handle.close();

    assertThat(events.names()).containsExactly("closed");
    assertThat(events.last().getConnectionHandle()).isSameAs(handle);
    assertThat(events.last().getSource()).isSameAs(managed);
  }

  @Test
  void closedHandle_call_saysThatItWasClosed() throws Exception {
    CacheConnection handle = handle();
    handle.close();

    assertFails(handle::ping, Reason.CONNECTION, "closed by its user");
  }

  @Test
  void namespaceView_isTheHandles_andEndsWithIt() throws Exception {
    CacheConnection handle = handle();
    CacheConnection view = handle.namespace(5).namespace(0);

    view.put(TestShard.vectors());
    assertThat(handle.get(List.of(TestShard.KEY)).getFirst()).isNotNull();
    view.close();
    assertThat(view.delete(List.of(TestShard.KEY))).as("closing a view closes nothing").isOne();
    assertThat(events.names()).isEmpty();

    handle.close();
    assertFails(view::ping, Reason.CONNECTION, "closed by its user");
    assertThat(events.names()).containsExactly("closed");
  }

  @Test
  void namespaceView_goesWhereTheHandleGoes() throws Exception {
    CacheConnection handle = handle();
    CacheConnection view = handle.namespace(0);
    CacheManagedConnection other =
        (CacheManagedConnection) shard.factory().createManagedConnection(null, null);

    other.associateConnection(handle);
    managed.destroy();

    assertThat(view.ping()).isPositive();
    other.destroy();
  }

  @Test
  void eraseOfNothing_needsNoShardThatErases() throws Exception {
    assertThat(handle().erase(List.of(), Duration.ofSeconds(20))).isZero();
  }

  @Test
  void cleanup_leavesTheOldHandleWithoutAWayToTheSocket() throws Exception {
    CacheConnection old = handle();
    managed.cleanup();
    CacheConnection next = handle();

    assertFails(old::ping, Reason.CONNECTION, "went back to its pool");
    old.close();

    assertThat(events.names()).isEmpty();
    assertThat(next.ping()).isPositive();
  }

  @Test
  void shardGone_isReportedOnceAndNothingAfterIt() throws Exception {
    CacheConnection first = handle();
    CacheConnection second = handle();
    shard.stop();

    assertFails(first::ping, Reason.CONNECTION, "127.0.0.1");
    assertFails(first::ping, Reason.CONNECTION, "closed");
    assertFails(() -> second.get(List.of(TestShard.KEY)), Reason.CONNECTION, "closed");
    first.close();
    second.close();

    assertThat(events.names()).containsExactly("error");
    assertThat(events.last().getConnectionHandle()).isSameAs(first);
    assertThat(events.last().getException()).isInstanceOf(CacheException.class);
    assertThatThrownBy(this::handle).isInstanceOf(ResourceException.class);
  }

  @Test
  void errorListener_thatDestroysTheConnection_doesNotBlockTheCaller() throws Exception {
    managed.addConnectionEventListener(
        new DestroyingListener(
            () -> {
              managed.cleanup();
              managed.destroy();
            }));
    CacheConnection handle = handle();
    shard.stop();

    assertFails(handle::ping, Reason.CONNECTION, "127.0.0.1");
    assertFails(handle::ping, Reason.CONNECTION, "broke or went back");
    handle.close();

    assertThat(events.names()).containsExactly("error");
  }

  @Test
  void refusedRequest_leavesTheConnectionUsable() throws Exception {
    CacheConnection handle = handle();
    NewVector tooLong = new NewVector(TestShard.KEY, new byte[(64 << 10) + 1], Duration.ZERO);

    assertFails(() -> handle.put(List.of(tooLong)), Reason.LIMIT, "1 to 65536");

    assertThat(handle.ping()).isPositive();
    assertThat(events.names()).isEmpty();
  }

  @Test
  void associateConnection_movesTheHandle() throws Exception {
    CacheConnection handle = handle();
    CacheManagedConnection other =
        (CacheManagedConnection) shard.factory().createManagedConnection(null, null);
    Events otherEvents = new Events();
    other.addConnectionEventListener(otherEvents);

    other.associateConnection(handle);
    managed.destroy();

    assertThat(handle.ping()).isPositive();
    handle.close();
    assertThat(events.names()).isEmpty();
    assertThat(otherEvents.names()).containsExactly("closed");
    assertThatThrownBy(() -> other.associateConnection("a string"))
        .hasMessageContaining("java.lang.String");
    other.destroy();
  }

  @Test
  void transactions_areNotSupported() {
    assertThatThrownBy(managed::getXAResource).isInstanceOf(NotSupportedException.class);
    assertThatThrownBy(managed::getLocalTransaction).isInstanceOf(NotSupportedException.class);
  }
}
