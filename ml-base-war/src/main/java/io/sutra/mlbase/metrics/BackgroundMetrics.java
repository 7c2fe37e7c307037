package io.sutra.mlbase.metrics;

import io.sutra.web.server.BackgroundFailures;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;

/** Shows what long-living threads did not expect, under the tag {@code task}. Thread-safe. */
@Singleton
public class BackgroundMetrics {

  private final MetricRegistry registry;

  /** Registers nothing yet. */
  @Inject
  public BackgroundMetrics(@RegistryScope(scope = "application") MetricRegistry registry) {
    this.registry = registry;
  }

  /** Counts the failures of one task. */
  public void watch(BackgroundFailures failures) {
    Metadata metadata =
        Metadata.builder()
            .withName("sutra_background_failures")
            .withDescription("Failures of work that nobody waits for, by task")
            .build();
    failures.countWith(registry.counter(metadata, new Tag("task", failures.task()))::inc);
  }
}
