package io.sutra.cache.shard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.shard.wal.DamagePolicy;
import io.sutra.cache.shard.wal.SyncMode;
import io.sutra.settings.Component;
import io.sutra.settings.JvmLimits;
import io.sutra.settings.ProcessLimits;
import io.sutra.settings.Setting;
import io.sutra.settings.SettingsException;
import io.sutra.settings.SettingsTable;
import io.sutra.settings.ShardMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardConfigTest {

  /** Instead of the file with it; by the memory's size; by whoever reports a failed start. */
  private static final Set<String> READ_ELSEWHERE =
      Set.of("SUTRA_CACHE_TOKEN", "SUTRA_CACHE_ENTRY_BYTES", "SUTRA_START_REPORT");

  @TempDir private Path folder;

  @Test
  void nothingSet_isTheDefaults() {
    ShardConfig config =
        ShardConfig.read(
            Map.of(), ProcessLimits.UNKNOWN, new JvmLimits(1L << 30, OptionalLong.empty()));
    assertThat(config.capacity()).isEqualTo(100_000);
    assertThat(config.memory()).isEqualTo(100_000 * 4_224L + (64 << 20));
    assertThat(config.touchMemory()).isFalse();
    assertThat(config.networkMemory()).isEqualTo(24 << 20);
    assertThat(config.timeToLive()).isEqualTo(Duration.ofDays(1));
    assertThat(config.folder()).isEqualTo(Path.of("/var/lib/sutra/cache"));
    assertThat(config.sync()).isEqualTo(SyncMode.EVERYSEC);
    assertThat(config.damage()).isEqualTo(DamagePolicy.PREFIX);
    assertThat(config.segmentBytes()).isEqualTo(64 << 20);
    assertThat(config.pendingBytes()).isEqualTo(64 << 20);
    assertThat(config.compactionRate()).isEqualTo(64 << 20);
    assertThat(config.metrics().port()).isEqualTo(50_053);
    assertThat(config.metrics().address().isLoopbackAddress()).isTrue();
    ShardConfig.Listener listener = config.listener();
    assertThat(listener.endpoint().port()).isEqualTo(50_052);
    assertThat(listener.endpoint().address().isLoopbackAddress()).isTrue();
    assertThat(listener.threads())
        .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(listener.connections()).isEqualTo(1024);
    assertThat(listener.idle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(listener.slow()).isEqualTo(Duration.ofSeconds(30));
    assertThat(listener.limits().maxFrame()).isEqualTo(4 << 20);
    assertThat(listener.limits().maxCount()).isEqualTo(1024);
    assertThat(listener.limits().maxVector()).isEqualTo(64 << 10);
    assertThat(listener.token()).isEmpty();
    assertThat(listener.tls()).isEmpty();
  }

  private Map<String, String> everyKey() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    Map<String, String> all = new HashMap<>();
    all.put("SUTRA_CACHE_CAPACITY", "7");
    all.put("SUTRA_CACHE_MEMORY", "100MiB");
    all.put("SUTRA_CACHE_MEMORY_TOUCH", "true");
    all.put("SUTRA_CACHE_NETWORK_MEMORY", "10MiB");
    all.put("SUTRA_CACHE_TTL", "8");
    all.put("SUTRA_CACHE_DIR", "/tmp/x");
    all.put("SUTRA_CACHE_SYNC", "always");
    all.put("SUTRA_CACHE_DAMAGE", "strict");
    all.put("SUTRA_CACHE_SEGMENT_BYTES", "70000");
    all.put("SUTRA_CACHE_PENDING_BYTES", "2000000");
    all.put("SUTRA_CACHE_COMPACTION_RATE", "3000000");
    all.put("SUTRA_CACHE_BIND", "127.0.0.2");
    all.put("SUTRA_CACHE_PORT", "1234");
    all.put("SUTRA_CACHE_METRICS_BIND", "127.0.0.3");
    all.put("SUTRA_CACHE_METRICS_PORT", "1235");
    all.put("SUTRA_CACHE_THREADS", "3");
    all.put("SUTRA_CACHE_CONNECTIONS", "9");
    all.put("SUTRA_CACHE_IDLE", "10");
    all.put("SUTRA_CACHE_SLOW", "11");
    all.put("SUTRA_CACHE_MAX_FRAME", "100000");
    all.put("SUTRA_CACHE_MAX_COUNT", "12");
    all.put("SUTRA_CACHE_MAX_VECTOR", "13");
    all.put("SUTRA_CACHE_TOKEN_FILE", secret.toString());
    all.put("SUTRA_CACHE_TLS_CERT", secret.toString());
    all.put("SUTRA_CACHE_TLS_KEY", secret.toString());
    return all;
  }

  @Test
  void everyKey_isMapped() throws IOException {
    ShardConfig config = ShardConfig.read(everyKey());
    assertThat(config.capacity()).isEqualTo(7);
    assertThat(config.memory()).isEqualTo(100 << 20);
    assertThat(config.touchMemory()).isTrue();
    assertThat(config.networkMemory()).isEqualTo(10 << 20);
    assertThat(config.timeToLive()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.folder()).isEqualTo(Path.of("/tmp/x"));
    assertThat(config.sync()).isEqualTo(SyncMode.ALWAYS);
    assertThat(config.damage()).isEqualTo(DamagePolicy.STRICT);
    assertThat(config.segmentBytes()).isEqualTo(70_000);
    assertThat(config.pendingBytes()).isEqualTo(2_000_000);
    assertThat(config.compactionRate()).isEqualTo(3_000_000);
    assertThat(config.metrics().address().getHostAddress()).isEqualTo("127.0.0.3");
    assertThat(config.metrics().port()).isEqualTo(1235);
    ShardConfig.Listener listener = config.listener();
    assertThat(listener.endpoint().address().getHostAddress()).isEqualTo("127.0.0.2");
    assertThat(listener.endpoint().port()).isEqualTo(1234);
    assertThat(listener.threads()).isEqualTo(3);
    assertThat(listener.connections()).isEqualTo(9);
    assertThat(listener.idle()).isEqualTo(Duration.ofSeconds(10));
    assertThat(listener.slow()).isEqualTo(Duration.ofSeconds(11));
    assertThat(listener.limits().maxFrame()).isEqualTo(100_000);
    assertThat(listener.limits().maxCount()).isEqualTo(12);
    assertThat(listener.limits().maxVector()).isEqualTo(13);
    assertThat(listener.token()).contains("s3cret");
    assertThat(listener.tls()).isPresent();
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  /** A setting of the shard that nobody maps is found here. */
  @Test
  void everySettingOfTheShard_isInThisTest() throws IOException {
    TreeSet<String> tested = new TreeSet<>(everyKey().keySet());
    tested.addAll(READ_ELSEWHERE);
    assertThat(SettingsTable.of(Component.SHARD).map(Setting::key))
        .containsExactlyInAnyOrderElementsOf(tested);
  }

  @Test
  void jvmOptions_followCapacityAndEntryBytes() {
    assertThat(
            ShardMemory.of(
                    ShardConfig.reader(
                        Map.of(
                            "SUTRA_CACHE_CAPACITY", "1048576", "SUTRA_CACHE_ENTRY_BYTES", "1KiB")))
                .jvmOptions())
        .contains("-Xmx88m", "-XX:MaxDirectMemorySize=1088m");
  }

  @ParameterizedTest
  @CsvSource({
    "SUTRA_CACHE_CAPACITY, 0, from 1 to",
    "SUTRA_CACHE_TTL, soon, a whole number",
    "SUTRA_CACHE_SYNC, sometimes, 'always, everysec, none'",
    "SUTRA_CACHE_DAMAGE, ignore, 'prefix, strict'",
    "SUTRA_CACHE_PORT, 65536, from 0 to 65535",
    "SUTRA_CACHE_MAX_FRAME, 8, from",
    "SUTRA_CACHE_MAX_VECTOR, 65537, from 1 to 65536",
    "SUTRA_CACHE_BIND, no.such.host.invalid, an address of this machine",
    "SUTRA_CACHE_TOKEN_FILE, /no/such/file, a file that can be read",
    "SUTRA_CACHE_TLS_KEY, /no/such/file, a file that can be read"
  })
  void badValue_isNamedWithWhatIsAllowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> ShardConfig.read(Map.of(key, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(key, value, allowed);
  }

  @Test
  void allProblems_areReportedAtOnce() {
    Map<String, String> wrong =
        Map.of(
            "SUTRA_CACHE_CAPACITY", "-1",
            "SUTRA_CACHE_SYNC", "maybe",
            "SUTRA_CACHE_PORT", "50053",
            "SUTRA_CACHE_TLS_CERT", "pom.xml");
    assertThatThrownBy(() -> ShardConfig.read(wrong))
        .hasMessageContainingAll(
            "SUTRA_CACHE_CAPACITY",
            "SUTRA_CACHE_SYNC",
            "SUTRA_CACHE_METRICS_PORT are the same",
            "belong together");
  }

  /** Said at the start, together with every other problem, and not when the memory runs out. */
  @Test
  void memoryThatTheProcessCannotHave_isRefused() {
    ProcessLimits limits = new ProcessLimits(OptionalLong.of(512 << 20), OptionalLong.empty());
    JvmLimits jvm = new JvmLimits(64 << 20, OptionalLong.of(1L << 30));

    assertThatThrownBy(
            () ->
                ShardConfig.read(
                    Map.of("SUTRA_CACHE_MEMORY", "512MiB", "SUTRA_CACHE_SYNC", "maybe"),
                    limits,
                    jvm))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "SUTRA_CACHE_SYNC", "192 MiB are missing. Lower SUTRA_CACHE_MEMORY to 320 MiB");
  }

  @Test
  void tokenInBothWays_isRefusedWithoutShowingIt() throws IOException {
    Path secret = Files.writeString(folder.resolve("token"), "from-file");
    Map<String, String> both =
        Map.of("SUTRA_CACHE_TOKEN", "direct", "SUTRA_CACHE_TOKEN_FILE", secret.toString());
    assertThatThrownBy(() -> ShardConfig.read(both))
        .hasMessageContaining("set only one of them")
        .hasMessageNotContainingAny("direct", "from-file");
  }
}
