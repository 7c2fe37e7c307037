package io.sutra.embedding.mlbase;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;

/**
 * The one way to ml-base for vectors. When half of the last calls found nobody, further calls fail
 * at once for a second; then one may try. An error in ml-base's own words is an answer and opens
 * nothing. The time limit of a call is the HTTP client's, so that nothing has to be interrupted.
 */
@ApplicationScoped
public class ModelGateway {

  /** Something asked of ml-base. */
  @FunctionalInterface
  public interface Call<R> {
    R run() throws ModelLostException;
  }

  /**
   * Makes a call unless the circuit is open.
   *
   * @throws ModelLostException when nobody answers
   * @throws org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException when the
   *     circuit is open
   */
  @CircuitBreaker(
      requestVolumeThreshold = 8,
      failureRatio = 0.5,
      delay = 1,
      delayUnit = ChronoUnit.SECONDS,
      failOn = {ModelLostException.class, TimeoutException.class})
  public <R> R call(Call<R> call) throws ModelLostException {
    return call.run();
  }
}
