package io.sutra.embedding.l2;

import io.sutra.cache.api.CacheConnection;
import io.sutra.cache.api.CacheConnectionFactory;
import io.sutra.cache.api.CacheException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the shard. A call that takes too long is interrupted; when half of the last calls
 * failed, further calls fail at once for a second, and then one may try. What the shard refuses for
 * a reason of its own (a full disk) is an answer and opens nothing.
 *
 * <p>Calls are made on virtual threads only: their sockets can be interrupted, others' cannot. The
 * connection factory is looked up on one of the server's own, because the server gives a resource
 * of an application's own adapter to that application alone, and knows it by the thread.
 */
@ApplicationScoped
public class ShardGateway {

  static final String JNDI_NAME = "eis/sutra/cache";

  private volatile @Nullable CacheConnectionFactory factory;

  /** Something asked of the shard over a connection. */
  @FunctionalInterface
  public interface Call<R> {
    R on(CacheConnection connection) throws CacheException;
  }

  /**
   * Finds the connection factory; to be called on the thread that starts the application.
   *
   * @throws ShardLostException when the server has none
   */
  public void lookUp() throws ShardLostException {
    factory();
  }

  /**
   * Makes a call over a connection of the server's pool.
   *
   * @throws ShardLostException when the shard cannot be reached or does not speak sense
   * @throws CacheException when the shard refuses for a reason of its own
   */
  @Timeout(value = 1, unit = ChronoUnit.SECONDS)
  @CircuitBreaker(
      requestVolumeThreshold = 4,
      failureRatio = 0.5,
      delay = 1,
      delayUnit = ChronoUnit.SECONDS,
      failOn = {ShardLostException.class, TimeoutException.class})
  public <R> R call(Call<R> call) throws ShardLostException, CacheException {
    try (CacheConnection connection = factory().connect()) {
      return call.on(connection);
    } catch (CacheException e) {
      switch (e.reason()) {
        case LIMIT, BUSY, NO_SPACE, NO_MEMORY -> throw e;
        default -> throw new ShardLostException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  @SuppressWarnings("BanJNDI") // The name is a constant, so nobody chooses what is looked up.
  private CacheConnectionFactory factory() throws ShardLostException {
    CacheConnectionFactory known = factory;
    if (known == null) {
      try {
        known = (CacheConnectionFactory) new InitialContext().lookup(JNDI_NAME);
        factory = known;
      } catch (NamingException | ClassCastException e) {
        throw new ShardLostException(
            "the server has no connection factory at " + JNDI_NAME + ": " + e.getMessage(), e);
      }
    }
    return known;
  }
}
