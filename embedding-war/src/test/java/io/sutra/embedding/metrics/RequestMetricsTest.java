package io.sutra.embedding.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestMetricsTest {

  private static final Duration TOOK = Duration.ofMillis(3);

  private final StandInRegistry registry = new StandInRegistry();
  private final RequestMetrics metrics = new RequestMetrics(registry.registry());

  @Test
  void answered_isCountedByStatusAndTimedByRoute() {
    metrics.answered("sutra", "/embed", 200, TOOK);
    metrics.answered("sutra", "/embed", 200, TOOK);
    metrics.answered("sutra", "/embed", 429, TOOK);
    metrics.answered("openai", "/v1/embeddings", 200, TOOK);

    assertThat(registry.updates())
        .isEqualTo(
            Map.of(
                "sutra_requests{contract=sutra,route=/embed,status=200}", 2L,
                "sutra_requests{contract=sutra,route=/embed,status=429}", 1L,
                "sutra_requests{contract=openai,route=/v1/embeddings,status=200}", 1L,
                "sutra_request{contract=sutra,route=/embed}", 3L,
                "sutra_request{contract=openai,route=/v1/embeddings}", 1L));
  }

  @Test
  void answered_moreRoutesThanThereCanBe_areCountedTogether() {
    for (int route = 0; route < RequestMetrics.MOST_SERIES + 10; route++) {
      metrics.answered("sutra", "/" + route, 200, TOOK);
    }

    assertThat(registry.updates())
        .hasSize(2 * (RequestMetrics.MOST_SERIES + 1))
        .containsEntry("sutra_requests{contract=other,route=other,status=200}", 10L)
        .containsEntry("sutra_request{contract=other,route=other}", 10L);
  }
}
