package io.sutra.cache.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.api.CacheException.Reason;
import io.sutra.cache.client.ClientSettings;
import io.sutra.cache.client.SocketCacheConnection;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.SecurityException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheManagedConnectionFactoryTest {

  @TempDir Path folder;

  private TestShard shard;
  private CacheManagedConnectionFactory factory;
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void start() throws Exception {
    shard = new TestShard(folder.resolve("shard"));
    factory = shard.factory();
  }

  @AfterEach
  void stop() throws Exception {
    shard.close();
  }

  /** A connection whose idle time the test decides. */
  private CacheManagedConnection connect() throws CacheException {
    ClientSettings settings =
        new ClientSettings(
            factory.getHost(),
            factory.getPort(),
            "test",
            factory.getToken(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Optional.empty());
    return new CacheManagedConnection(
        factory, SocketCacheConnection.connect(settings), nanos::get, null);
  }

  @Test
  void match_connectionOfAnEqualFactory_fits() throws Exception {
    CacheManagedConnection connection = connect();

    assertThat(shard.factory().matchManagedConnections(Set.of("no", connection), null, null))
        .isSameAs(connection);
    connection.destroy();
  }

  @Test
  void match_nothingThatFits_isNull() throws Exception {
    CacheManagedConnection connection = connect();
    CacheManagedConnectionFactory other = shard.factory();
    other.setClientName("somebody else");

    assertThat(other.matchManagedConnections(Set.of(connection), null, null)).isNull();
    assertThat(factory.matchManagedConnections(Set.of(), null, null)).isNull();
    connection.destroy();
    assertThat(factory.matchManagedConnections(Set.of(connection), null, null)).isNull();
  }

  @Test
  void match_connectionThatWaitedWhileTheShardRestarted_isReportedAndPassedOver() throws Exception {
    CacheManagedConnection dead = connect();
    Events events = new Events();
    dead.addConnectionEventListener(events);
    shard.restart();
    CacheManagedConnection alive = connect();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    Set<Object> candidates = new LinkedHashSet<>(List.of(dead, alive));

    assertThat(factory.matchManagedConnections(candidates, null, null)).isSameAs(alive);
    assertThat(factory.matchManagedConnections(candidates, null, null)).isSameAs(alive);

    assertThat(events.names()).containsExactly("error");
    assertThat(((CacheConnection) alive.getConnection(null, null)).ping()).isPositive();
    alive.destroy();
  }

  @Test
  void getInvalidConnections_afterARestart_areThoseFromBefore() throws Exception {
    CacheManagedConnection dead = connect();
    Events events = new Events();
    dead.addConnectionEventListener(events);
    shard.restart();
    CacheManagedConnection alive = connect();

    assertThat(factory.getInvalidConnections(Set.of(dead, alive, "no"))).containsExactly(dead);
    assertThat(factory.getInvalidConnections(Set.of(dead, alive))).containsExactly(dead);

    assertThat(events.names()).as("the pool was answered, it needs no event").isEmpty();
    alive.destroy();
  }

  @Test
  void wrongToken_isRefusedAndNowhereToBeRead() {
    String wrong = "wrong-secret-0815";
    factory.setToken(wrong);

    assertThatThrownBy(() -> factory.createManagedConnection(null, null))
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("token is missing or wrong")
        .cause()
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAUTHENTICATED));
    assertThatThrownBy(() -> factory.createManagedConnection(null, null))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(wrong));
    assertThat(factory.toString()).contains("127.0.0.1").doesNotContain(wrong);
  }

  private static String stackTrace(Throwable failure) {
    var text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void tokenFile_isReadAtEachConnection() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), "not yet\n");
    factory.setToken("");
    factory.setTokenFile(file.toString());
    assertThatThrownBy(() -> factory.createManagedConnection(null, null))
        .isInstanceOf(SecurityException.class);

    Files.writeString(file, TestShard.TOKEN + "\n");

    factory.createManagedConnection(null, null).destroy();
  }

  @Test
  void nobodyListens_isACommunicationFailure() throws Exception {
    shard.stop();

    assertThatThrownBy(() -> factory.createManagedConnection(null, null))
        .isInstanceOf(CommException.class)
        .cause()
        .asInstanceOf(type(CacheException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION));
  }

  @Test
  void createConnectionFactory_badProperties_namesEveryProblem() {
    factory.setHost(" ");
    factory.setPort(70_000);
    factory.setConnectTimeout("0");
    factory.setRequestTimeout("-1");
    factory.setTokenFile("a file");
    factory.setTls(false);
    factory.setTlsCertificates("ca.pem");

    assertThatThrownBy(factory::createConnectionFactory)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("host is empty")
        .hasMessageContaining("port is 70000; allowed: 1 to 65535")
        .hasMessageContaining("connectTimeout is 0")
        .hasMessageContaining("requestTimeout is -1")
        .hasMessageContaining("token and tokenFile are both set")
        .hasMessageContaining("tls is false")
        .hasMessageNotContaining(TestShard.TOKEN);
  }

  @Test
  void createConnectionFactory_certificatesThatAreNone_areRefused() throws Exception {
    factory.setTls(true);
    factory.setTlsCertificates(Files.writeString(folder.resolve("x.pem"), "nothing").toString());

    assertThatThrownBy(factory::createConnectionFactory)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("x.pem");
  }

  @Test
  void equality_isThatOfTheProperties() {
    CacheManagedConnectionFactory same = shard.factory();
    CacheManagedConnectionFactory other = shard.factory();
    other.setToken("another");

    assertThat(same).isEqualTo(factory).hasSameHashCodeAs(factory);
    assertThat(other).isNotEqualTo(factory);
    assertThat(new CacheResourceAdapter()).isEqualTo(new CacheResourceAdapter());
  }

  @Test
  void unpooled_connectsAndEnds() throws Exception {
    CacheConnectionFactory connections = (CacheConnectionFactory) factory.createConnectionFactory();

    try (CacheConnection connection = connections.connect()) {
      assertThat(connection.ping()).isPositive();
    }
    assertThat(connections).isEqualTo(shard.factory().createConnectionFactory());
  }

  @Test
  void connectionFactory_serialized_connects() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(factory.createConnectionFactory());
    }

    try (ObjectInputStream in =
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        CacheConnection connection = ((CacheConnectionFactory) in.readObject()).connect()) {
      assertThat(connection.ping()).isPositive();
    }
  }
}
