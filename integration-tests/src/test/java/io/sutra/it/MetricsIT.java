package io.sutra.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.it.PrometheusText.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of every process, read as strictly as Prometheus may. */
class MetricsIT {

  @TempDir private static Path home;
  private static SutraInstance sutra;
  private static HttpProbe shard;

  @BeforeAll
  static void start() throws Exception {
    sutra = new SutraInstance(home);
    int port = PortBlock.take().port(0);
    shard = new HttpProbe("http://localhost:" + port);
    sutra.up(Map.of("SUTRA_CACHE_METRICS_PORT", Integer.toString(port)));
    String request = "{\"texts\": [\"counted\", \"and timed\"]}";
    assertThat(sutra.embedding().embed(request).status()).isEqualTo(200);
    assertThat(sutra.embedding().embed(request).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    sutra.down();
  }

  private static Map<String, Family> metrics(HttpProbe service) {
    return PrometheusText.parse(service.get("/metrics").body());
  }

  private static void assertTypes(Map<String, Family> metrics, String type, List<String> names) {
    assertThat(names)
        .allSatisfy(
            name -> {
              assertThat(metrics).containsKey(name);
              assertThat(metrics.get(name))
                  .isNotNull()
                  .satisfies(family -> assertThat(family.type()).as(name).isEqualTo(type));
            });
  }

  @Test
  void embedding_isWhole() {
    Map<String, Family> metrics = metrics(sutra.embedding());

    assertTypes(
        metrics,
        "counter",
        List.of(
            "sutra_texts_requested_total",
            "sutra_l1_hits_total",
            "sutra_l1_misses_total",
            "sutra_l2_hits_total",
            "sutra_l2_misses_total",
            "sutra_texts_computed_total",
            "sutra_texts_joined_total",
            "sutra_l2_written_total",
            "sutra_l2_dropped_total",
            "sutra_l2_unusable_total",
            "sutra_background_failures_total"));
    assertTypes(metrics, "histogram", List.of("sutra_l2_lookup_seconds", "sutra_l2_lookup_keys"));
    assertTypes(
        metrics,
        "gauge",
        List.of("sutra_l1_entries", "sutra_l2_available", "sutra_ml_base_available"));
    assertThat(sutra.embedding().metric("sutra_texts_requested_total")).isEqualTo(4);
    assertThat(sutra.embedding().metric("sutra_l1_hits_total")).isEqualTo(2);
    assertThat(sutra.embedding().metric("sutra_l2_lookup_keys_sum")).isEqualTo(2);
  }

  @Test
  void mlBase_isWhole() {
    Map<String, Family> metrics = metrics(sutra.mlBase());

    assertTypes(
        metrics,
        "counter",
        List.of(
            "sutra_rejected_total",
            "sutra_texts_total",
            "sutra_tokens_total",
            "sutra_background_failures_total"));
    assertTypes(
        metrics,
        "histogram",
        List.of(
            "sutra_tokenize_seconds",
            "sutra_queue_wait_seconds",
            "sutra_inference_seconds",
            "sutra_batch_texts",
            "sutra_batch_tokens"));
  }

  @Test
  void shard_isWhole() {
    Map<String, Family> metrics = metrics(shard);

    assertTypes(metrics, "counter", List.of("sutra_cache_hits_total", "sutra_cache_misses_total"));
    assertTypes(
        metrics,
        "histogram",
        List.of("sutra_cache_log_force_seconds", "sutra_cache_stage_seconds"));
  }
}
