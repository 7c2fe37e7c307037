package io.sutra.embedding.metrics;

import java.lang.reflect.InvocationTargetException;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** Registers metrics, each with its description. Thread-safe. */
final class Metrics {

  private static final Logger LOG = Logger.getLogger(Metrics.class.getName());

  private final MetricRegistry registry;

  Metrics(MetricRegistry registry) {
    this.registry = registry;
  }

  Counter counter(String name, String description, Tag... tags) {
    return registry.counter(described(name, description), tags);
  }

  /**
   * A counter of what {@code source} counts already, so that counting is paid for once.
   *
   * <p>MicroProfile Metrics has such a counter in no interface, but its implementation in Open
   * Liberty has. Another server shows the number as a gauge: right at each moment, and not named as
   * what only grows.
   */
  <T> void counterOf(String name, String description, T source, ToDoubleFunction<T> value) {
    Metadata metadata = described(name, description);
    try {
      registry
          .getClass()
          .getMethod("counter", Metadata.class, Object.class, ToDoubleFunction.class, Tag[].class)
          .invoke(registry, metadata, source, value, new Tag[0]);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      LOG.log(Level.FINE, e, () -> "The counter " + name + " is shown as a gauge");
      gauge(name, description, source, value);
    }
  }

  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    registry.gauge(described(name, description), source, value::applyAsDouble);
  }

  Histogram histogram(String name, String description) {
    return registry.histogram(described(name, description));
  }

  Timer timer(String name, String description, Tag... tags) {
    return registry.timer(described(name, description), tags);
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }
}
