package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.api.NewVector;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.client.FrameSocket;
import io.sutra.cache.client.SocketCacheConnection;
import io.sutra.cache.shard.engine.Stage;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every metric, driven and then read over HTTP. */
@Timeout(60)
class MetricsTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private int port;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private ServerFixture start(Map<String, String> more) throws Exception {
    port = freePort();
    Map<String, String> settings = new HashMap<>(more);
    settings.put("SUTRA_CACHE_METRICS_PORT", Integer.toString(port));
    return new ServerFixture(settings);
  }

  private String scrape() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    return response.body();
  }

  private Map<String, Double> metrics() throws Exception {
    Map<String, Double> values = new HashMap<>();
    for (String line : scrape().split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        String name = line.substring(0, space).replace("sutra_cache_", "");
        values.put(name, Double.parseDouble(line.substring(space + 1)));
      }
    }
    return values;
  }

  private static double number(Map<String, Double> metrics, String name) {
    return Objects.requireNonNull(metrics.get(name), name);
  }

  private static CacheKey key(long n) {
    return new CacheKey(n, 0, 0, 0);
  }

  private static NewVector entry(long n, int length, Duration timeToLive) {
    return new NewVector(key(n), new byte[length], timeToLive);
  }

  @Test
  void everyMetric_isTrue() throws Exception {
    Map<String, Double> seen = new HashMap<>();
    try (ServerFixture fixture = start(Map.of("SUTRA_CACHE_SLOW", "1"));
        SocketCacheConnection client = fixture.connect()) {
      Map<String, Double> before = metrics();
      assertThat(before).containsEntry("connections", 1.0).containsEntry("entries", 0.0);
      assertThat(before).containsEntry("segments", 1.0).containsEntry("written_sequence", 0.0);
      assertThat(before).containsEntry("recovered_records", 0.0);
      assertThat(before).containsEntry("recovered_bytes", 0.0);
      assertThat(before).containsEntry("recovered_segments", 0.0);
      assertThat(before).containsEntry("recovery_findings", 0.0);
      assertThat(before).containsEntry("recovery_corrupt", 0.0);
      assertThat(number(before, "recovery_millis")).isBetween(0.0, 60_000.0);

      assertThat(number(before, "network_memory_bytes")).isBetween(20e6, 26e6);
      assertThat(number(before, "network_memory_used_bytes")).isBetween(1e4, 1e7);
      assertThat(before).containsEntry("network_memory_waits_total", 0.0);

      client.put(List.of(entry(1, 1000, Duration.ZERO), entry(2, 1000, Duration.ofSeconds(1))));
      client.get(List.of(key(1), key(1), key(7)));
      Map<String, Double> put = metrics();
      assertThat(put).containsEntry("hits_total", 2.0);
      assertThat(put).containsEntry("misses_total", 1.0);
      assertThat(put).containsEntry("requests_total", 3.0);
      assertThat(put).containsEntry("written_sequence", 2.0);
      assertThat(put).containsEntry("pending_bytes", 0.0);
      assertThat(number(put, "log_bytes_written_total") - number(before, "log_bytes_written_total"))
          .isEqualTo(2 * 1096);
      assertThat(number(put, "segment_bytes"))
          .isEqualTo(number(before, "segment_bytes") + 2 * 1096);
      assertThat(number(put, "vector_memory_bytes")).isGreaterThanOrEqualTo(2000);
      assertThat(put)
          .containsEntry("live_bytes", 2.0 * (1024 + 64))
          .containsEntry("namespaces", 1.0);
      assertThat(number(put, "dead_bytes"))
          .isEqualTo(number(put, "vector_memory_bytes") - number(put, "live_bytes"));
      assertThat(number(put, "memory_vectors_bytes")).isBetween(15e6, 17e6);
      assertThat(number(put, "memory_log_bytes")).isBetween(8e6, 10e6);
      assertThat(number(put, "disk_free_bytes")).isPositive();
      assertThat(number(put, "log_ahead_bytes")).isPositive();
      for (String none :
          List.of(
              "last_compaction_reason",
              "recovery_dropped",
              "clock_jumps_total",
              "background_failures_total",
              "advice_failures_total")) {
        assertThat(put).containsEntry(none, 0.0);
      }

      // A time is kept once the answer is on its way.
      String replied = "stage_seconds_count{operation=\"%s\",stage=\"replied\"}";
      while (number(metrics(), replied.formatted("put")) < 1
          || number(metrics(), replied.formatted("get")) < 1) {
        Thread.onSpinWait();
      }
      assertThat(metrics())
          .containsEntry("stage_seconds_count{operation=\"get\",stage=\"found\"}", 1.0)
          .containsEntry(replied.formatted("get"), 1.0)
          .containsEntry(replied.formatted("put"), 1.0);

      // Expired entries are swept within a second or two.
      while (number(metrics(), "expired_total") < 1) {
        Thread.onSpinWait();
      }
      assertThat(metrics()).containsEntry("entries", 1.0).containsEntry("expired_total", 1.0);

      for (int n = 100; n < 100 + 10_050; n += 50) {
        List<NewVector> some = new java.util.ArrayList<>();
        for (int i = n; i < n + 50; i++) {
          some.add(entry(i, 16, Duration.ZERO));
        }
        client.put(some);
      }
      assertThat(metrics())
          .containsEntry("entries", 10_000.0)
          .containsEntry("evictions_total", 51.0);

      double segment = number(metrics(), "segment");
      client.compact();
      Map<String, Double> compacted = metrics();
      assertThat(compacted).containsEntry("compactions_total", 1.0).containsEntry("segments", 1.0);
      assertThat(number(compacted, "segment")).isEqualTo(segment + 1);
      assertThat(compacted).containsEntry("last_compaction_reason", 3.0);
      assertThat(number(compacted, "last_compaction_bytes")).isGreaterThan(10_000 * 112);
      assertThat(number(compacted, "last_compaction_seconds")).isGreaterThan(1.7e9);
      assertThat(number(compacted, "last_compaction_millis")).isNotNegative();
      assertThat(number(compacted, "dead_log_bytes")).isNotNegative();
      assertThat(number(compacted, "durable_sequence"))
          .isEqualTo(number(compacted, "written_sequence"));
      double forces = number(compacted, "log_forces_total");
      assertThat(forces).isPositive();
      assertThat(number(compacted, "log_force_micros_total")).isNotNegative();
      assertThat(number(compacted, "longest_force_micros")).isNotNegative();
      assertThat(compacted).containsEntry("log_force_seconds_count", forces);
      assertThat(compacted).containsEntry("log_force_seconds_bucket{le=\"+Inf\"}", forces);
      assertThat(number(compacted, "log_force_seconds_sum")).isNotNegative();

      try (FrameSocket nonsense = fixture.raw()) {
        nonsense.send(ByteBuffer.allocate(4).putInt(-1).flip());
        while (number(metrics(), "protocol_errors_total") < 1) {
          Thread.onSpinWait();
        }
      }
      try (FrameSocket rude = fixture.raw()) {
        rude.send(new Request.Ping(ByteBuffer.allocate(0)), 1);
        while (number(metrics(), "refused_total") < 1) {
          Thread.onSpinWait();
        }
      }
      try (FrameSocket silent = fixture.raw()) {
        while (number(metrics(), "dropped_connections_total") < 1) {
          Thread.onSpinWait();
        }
        assertThat(silent).isNotNull();
      }
      while (number(metrics(), "connections") > 1) {
        Thread.onSpinWait();
      }
      seen.putAll(metrics());
      // STATS has the same names.
      for (String name : client.statistics().values().keySet()) {
        assertThat(seen)
            .containsAnyOf(
                Map.entry(name, seen.getOrDefault(name, -1.0)),
                Map.entry(name + "_total", seen.getOrDefault(name + "_total", -1.0)));
      }
    }
    // A metric that is added has to be driven here as well.
    TreeSet<String> names = new TreeSet<>(seen.keySet());
    names.removeIf(name -> name.matches("(log_force|stage)_seconds_.*"));
    assertThat(names)
        .containsExactlyInAnyOrder(
            "hits_total",
            "misses_total",
            "evictions_total",
            "expired_total",
            "requests_total",
            "refused_total",
            "protocol_errors_total",
            "dropped_connections_total",
            "log_bytes_written_total",
            "log_forces_total",
            "log_force_micros_total",
            "compactions_total",
            "entries",
            "vector_memory_bytes",
            "connections",
            "pending_bytes",
            "segments",
            "segment",
            "segment_bytes",
            "written_sequence",
            "durable_sequence",
            "longest_force_micros",
            "recovered_records",
            "recovered_bytes",
            "recovered_segments",
            "recovery_millis",
            "recovery_findings",
            "recovery_corrupt",
            "network_memory_bytes",
            "network_memory_used_bytes",
            "network_memory_waits_total",
            "memory_vectors_bytes",
            "memory_log_bytes",
            "live_bytes",
            "dead_bytes",
            "namespaces",
            "dead_log_bytes",
            "log_ahead_bytes",
            "disk_free_bytes",
            "last_compaction_reason",
            "last_compaction_seconds",
            "last_compaction_millis",
            "last_compaction_bytes",
            "recovery_dropped",
            "clock_jumps_total",
            "background_failures_total",
            "advice_failures_total");
  }

  @Test
  void text_hasHelpAndTypeForEachFamilyAndNoSecret() throws Exception {
    try (ServerFixture fixture = start(Map.of("SUTRA_CACHE_TOKEN", "open sesame"))) {
      String text = scrape();
      assertThat(fixture.engine().store().size()).isZero();
      assertThat(text).doesNotContain("open sesame").endsWith("\n");
      for (String line : text.split("\n", -1)) {
        if (!line.isEmpty() && !line.startsWith("#")) {
          String sample = line.replaceFirst("[ {].*", "");
          String family = sample.replaceFirst("_seconds_(bucket|sum|count)$", "_seconds");
          String type =
              sample.endsWith("_total") ? "counter" : family.equals(sample) ? "gauge" : "histogram";
          assertThat(text).containsOnlyOnce("# TYPE " + family + " " + type + "\n");
          assertThat(text).containsOnlyOnce("# HELP " + family + " ");
        }
      }
    }
  }

  @Test
  void stages_areAHistogramOfSeconds() throws Exception {
    try (ServerFixture fixture = start(Map.of())) {
      fixture.stages().record(Stage.PUT_FSYNCED, 10_000);
      fixture.stages().record(Stage.PUT_FSYNCED, 10_001);
      fixture.stages().record(Stage.PUT_FSYNCED, 11_000_000_000L);
      String of = "stage_seconds_%s{operation=\"put\",stage=\"fsynced\"%s}";
      assertThat(metrics())
          .containsEntry(of.formatted("bucket", ",le=\"1.0E-5\""), 1.0)
          .containsEntry(of.formatted("bucket", ",le=\"2.0E-5\""), 2.0)
          .containsEntry(of.formatted("bucket", ",le=\"10.0\""), 2.0)
          .containsEntry(of.formatted("bucket", ",le=\"+Inf\""), 3.0)
          .containsEntry(of.formatted("count", ""), 3.0)
          .containsEntry(of.formatted("sum", ""), 11.000020001);
    }
  }
}
