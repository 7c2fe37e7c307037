package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ShardMemoryTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final JvmLimits NO_OPTION = new JvmLimits(256 * MIB, OptionalLong.empty());

  private static SettingsReader reader(Map<String, String> settings) {
    return new SettingsReader(Component.SHARD, key -> Optional.ofNullable(settings.get(key)));
  }

  private static ProcessLimits group(long bytes) {
    return new ProcessLimits(OptionalLong.of(bytes), OptionalLong.of(64 * GIB));
  }

  @Test
  void of_nothingSet_isWhatTheCapacityNeeds() {
    SettingsReader reader = reader(Map.of());
    ShardMemory memory = ShardMemory.of(reader);

    assertThat(memory.entryBytes()).isEqualTo(100_000 * 4_224L);
    assertThat(memory.networkBytes()).isEqualTo(24 * MIB);
    assertThat(memory.heapBytes()).isEqualTo(100_000 * 24L + 64 * MIB);
    assertThat(memory.jvmOptions()).contains("-Xmx67m", "-XX:MaxDirectMemorySize=467m");
    assertThat(reader.problems()).isEmpty();
  }

  @Test
  void of_budgetSet_isTheOptionOfJava() {
    ShardMemory memory = ShardMemory.of(reader(Map.of("SUTRA_CACHE_MEMORY", "2GiB")));

    assertThat(memory.budgetBytes()).isEqualTo(2 * GIB);
    assertThat(memory.jvmOptions()).contains("-XX:MaxDirectMemorySize=2048m");
    assertThat(memory.containerBytes()).isGreaterThan(memory.processBytes());
  }

  @Test
  void of_smallContainer_lowersTheUsualBudgetAndNotOneThatIsSet() {
    SettingsReader usual = reader(Map.of());
    ShardMemory lowered = ShardMemory.of(usual, group(512 * MIB));
    assertThat(lowered.processBytes()).isLessThan(512 * MIB).isGreaterThan(400 * MIB);
    assertThat(usual.problems()).isEmpty();

    SettingsReader set = reader(Map.of("SUTRA_CACHE_MEMORY", "512MiB"));
    assertThat(ShardMemory.of(set, group(512 * MIB)).budgetBytes()).isEqualTo(512 * MIB);
    assertThat(set.problems()).hasSize(1);
  }

  @Test
  void of_budgetAboveTheLimit_saysHowMuchIsMissing() {
    SettingsReader reader = reader(Map.of("SUTRA_CACHE_MEMORY", "2GiB"));

    ShardMemory.of(reader, group(2 * GIB), new JvmLimits(384 * MIB, OptionalLong.of(2 * GIB)));

    assertThat(reader.problems())
        .containsExactly(
            "SUTRA_CACHE_MEMORY is 2.0 GiB; with 384 MiB of heap and 128 MiB for Java itself the"
                + " process needs 2.5 GiB, and its control group allows 2.0 GiB: 512 MiB are"
                + " missing. Lower SUTRA_CACHE_MEMORY to 1.5 GiB or raise the limit.");
  }

  @Test
  void of_limitBelowTheLeast_saysToRaiseIt() {
    SettingsReader reader = reader(Map.of());

    ShardMemory.of(reader, group(128 * MIB), new JvmLimits(64 * MIB, OptionalLong.of(72 * MIB)));

    assertThat(reader.problems()).hasSize(1);
    assertThat(reader.problems().getFirst())
        .contains("SUTRA_CACHE_MEMORY is 72 MiB", ": 136 MiB are missing. Raise the limit");
  }

  @Test
  void of_budgetBelowItsShares_namesThem() {
    SettingsReader reader = reader(Map.of("SUTRA_CACHE_MEMORY", "64MiB"));

    ShardMemory.of(reader);

    assertThat(reader.problems())
        .containsExactly(
            "SUTRA_CACHE_MEMORY is 64 MiB; the least is 72 MiB: 24 MiB for the network"
                + " (SUTRA_CACHE_NETWORK_MEMORY), 40 MiB for the log and 8 MiB for vectors.");
  }

  @Test
  void of_processWithTheOption_isTheOption() {
    SettingsReader reader = reader(Map.of());
    ShardMemory memory =
        ShardMemory.of(reader, group(4 * GIB), new JvmLimits(64 * MIB, OptionalLong.of(GIB)));

    assertThat(memory.budgetBytes()).isEqualTo(GIB);
    assertThat(reader.problems()).isEmpty();
  }

  /** The option is a bound, so one that is larger than the process is lowered. */
  @Test
  void of_processWithAnOptionAboveItsLimit_isWhatTheLimitLeaves() {
    SettingsReader reader = reader(Map.of());
    ShardMemory memory =
        ShardMemory.of(reader, group(GIB), new JvmLimits(64 * MIB, OptionalLong.of(4 * GIB)));

    assertThat(memory.processBytes()).isEqualTo(GIB);
    assertThat(reader.problems()).isEmpty();
  }

  @Test
  void of_processWithoutTheOption_hasAsMuchAsJavaAllows() {
    SettingsReader reader = reader(Map.of());
    assertThat(ShardMemory.of(reader, ProcessLimits.UNKNOWN, NO_OPTION).budgetBytes())
        .isEqualTo(256 * MIB);
    assertThat(reader.problems()).isEmpty();
  }

  @Test
  void of_processWithoutTheOptionAndALargerBudget_isRefused() {
    SettingsReader reader = reader(Map.of("SUTRA_CACHE_MEMORY", "1GiB"));

    ShardMemory.of(reader, ProcessLimits.UNKNOWN, NO_OPTION);

    assertThat(reader.problems())
        .containsExactly(
            "SUTRA_CACHE_MEMORY is 1.0 GiB, and Java, started without -XX:MaxDirectMemorySize,"
                + " allows as much outside the heap as in it, 256 MiB: 768 MiB are missing. Start"
                + " Java with the options that `java -jar cache-shard.jar --jvm-options` prints.");
  }

  @Test
  void of_largeFrames_needMoreForTheNetwork() {
    SettingsReader derived = reader(Map.of("SUTRA_CACHE_MAX_FRAME", "16MiB"));
    assertThat(ShardMemory.of(derived).networkBytes()).isEqualTo(40 * MIB);
    assertThat(derived.problems()).isEmpty();

    SettingsReader set =
        reader(Map.of("SUTRA_CACHE_MAX_FRAME", "16MiB", "SUTRA_CACHE_NETWORK_MEMORY", "24MiB"));
    ShardMemory.of(set);
    assertThat(set.problems())
        .containsExactly(
            "SUTRA_CACHE_NETWORK_MEMORY is 24MiB; allowed is at least twice SUTRA_CACHE_MAX_FRAME"
                + " and 8 MiB more, which is 40MiB.");
  }

  @Test
  void jvmLimits_optionsOfJava_theLastCounts() {
    assertThat(
            JvmLimits.direct(
                List.of("-Xmx1g", "-XX:MaxDirectMemorySize=1g", "-XX:MaxDirectMemorySize=512M")))
        .hasValue(512 * MIB);
    assertThat(JvmLimits.direct(List.of("-XX:MaxDirectMemorySize=1048576"))).hasValue(MIB);
    assertThat(JvmLimits.direct(List.of("-XX:MaxDirectMemorySize=0"))).isEmpty();
    assertThat(JvmLimits.direct(List.of("-Xmx64m"))).isEmpty();
    assertThat(JvmLimits.ofThisProcess().heapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void size_about_isRoundedForPeople() {
    assertThat(List.of(Size.about(1_500 * MIB), Size.about(512 * MIB), Size.about(700)))
        .containsExactly("1.5 GiB", "512 MiB", "0 MiB");
    assertThat(Size.atMost(2 * GIB - 1)).isEqualTo("1.9 GiB");
  }

  /** The system gives memory that Java does not count; only the option bounds it then. */
  @Test
  void withoutTheOption_theHeapBoundsOnlyWhatJavaAllocates() {
    OptionalLong none = OptionalLong.empty();
    assertThat(new JvmLimits(64 * MIB, none).mostDirectBytes()).isEqualTo(64 * MIB);
    assertThat(new JvmLimits(64 * MIB, none, true).mostDirectBytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(new JvmLimits(64 * MIB, OptionalLong.of(MIB), true).mostDirectBytes())
        .isEqualTo(MIB);
  }
}
