package io.sutra.cache.connector;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import io.sutra.cache.client.SocketCacheConnection;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.CommException;
import jakarta.resource.spi.ConfigProperty;
import jakarta.resource.spi.ConnectionDefinition;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.ValidatingManagedConnectionFactory;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one shard for the server's pool, finds one that fits among those it has, and
 * tells which of them are dead.
 *
 * <p>Two factories with the same properties are equal; a pooled connection fits a factory that is
 * equal to its own. Thread-safe once configured, which the server does before it uses it.
 */
@ConnectionDefinition(
    connectionFactory = CacheConnectionFactory.class,
    connectionFactoryImpl = PooledCacheConnectionFactory.class,
    connection = CacheConnection.class,
    connectionImpl = CacheConnectionHandle.class)
public final class CacheManagedConnectionFactory
    implements ManagedConnectionFactory,
        ResourceAdapterAssociation,
        ValidatingManagedConnectionFactory {

  private static final long serialVersionUID = 1L;

  private static final ConnectorSettings DEFAULT = ConnectorSettings.DEFAULT;

  @ConfigProperty(description = "The shard's name or address")
  private String host = DEFAULT.host();

  @ConfigProperty(description = "The shard's port")
  private Integer port = DEFAULT.port();

  @ConfigProperty(description = "The secret that the shard expects; none", confidential = true)
  private String token = DEFAULT.token();

  @ConfigProperty(description = "A text file with that secret, read at each new connection; none")
  private String tokenFile = DEFAULT.tokenFile();

  @ConfigProperty(description = "What the shard's logs call this client; sutra")
  private String clientName = DEFAULT.clientName();

  @ConfigProperty(description = "The time for connection, TLS and hello together, such as 500ms")
  private String connectTimeout = DEFAULT.connectTimeout();

  @ConfigProperty(description = "The time for each call, such as 2s")
  private String requestTimeout = DEFAULT.requestTimeout();

  @ConfigProperty(description = "Whether the connection is encrypted; false")
  private Boolean tls = DEFAULT.tls();

  @ConfigProperty(description = "A PEM file of certificates to trust; those of the JVM")
  private String tlsCertificates = DEFAULT.tlsCertificates();

  private transient @Nullable ResourceAdapter adapter;
  private transient @Nullable PrintWriter logWriter;

  private ConnectorSettings settings() {
    return new ConnectorSettings(
        host,
        port,
        token,
        tokenFile,
        clientName,
        connectTimeout,
        requestTimeout,
        tls,
        tlsCertificates);
  }

  @Override
  public Object createConnectionFactory(ConnectionManager pool) throws ResourceException {
    settings().check();
    return new PooledCacheConnectionFactory(this, pool);
  }

  @Override
  public Object createConnectionFactory() throws ResourceException {
    return createConnectionFactory(new UnpooledConnections());
  }

  /**
   * Connects and says hello.
   *
   * @throws CommException when nobody answers in time; its cause is the {@link CacheException}
   * @throws SecurityException when the shard refuses the token; its cause as above
   */
  @Override
  public ManagedConnection createManagedConnection(
      @Nullable Subject subject, @Nullable ConnectionRequestInfo request) throws ResourceException {
    try {
      SocketCacheConnection socket = SocketCacheConnection.connect(settings().check());
      return new CacheManagedConnection(this, socket, System::nanoTime, logWriter);
    } catch (CacheException e) {
      if (e.reason() == CacheException.Reason.UNAUTHENTICATED) {
        throw new SecurityException(e.getMessage(), e);
      }
      throw new CommException(e.getMessage(), e);
    }
  }

  /**
   * The first connection of an equal factory whose shard has not ended it; null when none fits. One
   * that was ended while it waited is reported to the pool here, before a caller gets it.
   */
  @Override
  public @Nullable ManagedConnection matchManagedConnections(
      @SuppressWarnings("rawtypes") Set candidates,
      @Nullable Subject subject,
      @Nullable ConnectionRequestInfo request) {
    for (Object candidate : candidates) {
      if (candidate instanceof CacheManagedConnection connection
          && connection.factory().equals(this)
          && connection.fitForUse()) {
        return connection;
      }
    }
    return null;
  }

  /** Those of the connections that do not answer a ping. */
  @Override
  public Set<ManagedConnection> getInvalidConnections(
      @SuppressWarnings("rawtypes") Set connections) {
    Set<ManagedConnection> invalid = new HashSet<>();
    for (Object candidate : connections) {
      if (candidate instanceof CacheManagedConnection connection && !connection.answers()) {
        invalid.add(connection);
      }
    }
    return invalid;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) {
    logWriter = writer;
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return adapter;
  }

  @Override
  public void setResourceAdapter(@Nullable ResourceAdapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof CacheManagedConnectionFactory other
        && settings().equals(other.settings());
  }

  @Override
  public int hashCode() {
    return settings().hashCode();
  }

  /** Without the token, which stays out of every log. */
  @Override
  public String toString() {
    return "cache shard " + settings();
  }

  public String getHost() {
    return host;
  }

  public void setHost(String host) {
    this.host = host;
  }

  public Integer getPort() {
    return port;
  }

  public void setPort(Integer port) {
    this.port = port;
  }

  public String getToken() {
    return token;
  }

  public void setToken(@Nullable String token) {
    this.token = Objects.requireNonNullElse(token, "");
  }

  public String getTokenFile() {
    return tokenFile;
  }

  public void setTokenFile(@Nullable String tokenFile) {
    this.tokenFile = Objects.requireNonNullElse(tokenFile, "");
  }

  public String getClientName() {
    return clientName;
  }

  public void setClientName(String clientName) {
    this.clientName = clientName;
  }

  public String getConnectTimeout() {
    return connectTimeout;
  }

  public void setConnectTimeout(String connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  public String getRequestTimeout() {
    return requestTimeout;
  }

  public void setRequestTimeout(String requestTimeout) {
    this.requestTimeout = requestTimeout;
  }

  public Boolean getTls() {
    return tls;
  }

  public void setTls(Boolean tls) {
    this.tls = tls;
  }

  public String getTlsCertificates() {
    return tlsCertificates;
  }

  public void setTlsCertificates(@Nullable String tlsCertificates) {
    this.tlsCertificates = Objects.requireNonNullElse(tlsCertificates, "");
  }
}
