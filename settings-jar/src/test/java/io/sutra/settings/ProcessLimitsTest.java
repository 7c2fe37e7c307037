package io.sutra.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessLimitsTest {

  @TempDir private Path root = Path.of("set by JUnit");

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  @Test
  void read_nothingThere_isUnknown() {
    assertThat(ProcessLimits.read(root)).isEqualTo(ProcessLimits.UNKNOWN);
    assertThat(ProcessLimits.UNKNOWN.bytes()).isEmpty();
  }

  @Test
  void read_versionTwo_isTheLeastOfTheGroupAndThoseAbove() throws IOException {
    write("proc/meminfo", "MemFree: 1 kB\nMemTotal:       2097152 kB");
    write("proc/self/cgroup", "0::/system.slice/shard.service");
    write("sys/fs/cgroup/system.slice/shard.service/memory.max", "max");
    write("sys/fs/cgroup/system.slice/memory.max", "1073741824");

    ProcessLimits limits = ProcessLimits.read(root);

    assertThat(limits.controlGroupBytes()).hasValue(1L << 30);
    assertThat(limits.physicalBytes()).hasValue(2L << 30);
    assertThat(limits.bytes()).hasValue(1L << 30);
    assertThat(limits.sentence()).isEqualTo("its control group allows 1.0 GiB");
  }

  /** A container that sees the host's path, and its own group at the root. */
  @Test
  void read_groupThatIsNotThere_isTheRoots() throws IOException {
    write("proc/self/cgroup", "0::/../docker/0123");
    write("sys/fs/cgroup/memory.max", "536870912");
    assertThat(ProcessLimits.read(root).bytes()).hasValue(512L << 20);

    write("proc/self/cgroup", "0::/docker/0123");
    assertThat(ProcessLimits.read(root).bytes()).hasValue(512L << 20);
  }

  @Test
  void read_versionOne_isThatOfTheMemoryController() throws IOException {
    write("proc/self/cgroup", "7:cpu,cpuacct:/a\n5:memory:/docker/0123\n1:name=systemd:/a");
    write("sys/fs/cgroup/memory/docker/0123/memory.limit_in_bytes", "268435456");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");

    assertThat(ProcessLimits.read(root).controlGroupBytes()).hasValue(256L << 20);
  }

  @Test
  void read_noLimit_isTheMachinesMemory() throws IOException {
    write("proc/meminfo", "MemTotal:       2097152 kB");
    write("proc/self/cgroup", "5:memory:/\n0::/");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    write("sys/fs/cgroup/memory.max", "max");

    ProcessLimits limits = ProcessLimits.read(root);

    assertThat(limits.controlGroupBytes()).isEmpty();
    assertThat(limits.bytes()).hasValue(2L << 30);
    assertThat(limits.sentence()).isEqualTo("this machine has 2.0 GiB");
  }

  @Test
  void read_unreadableNumbers_stateNoLimit() throws IOException {
    write("proc/meminfo", "MemTotal: much");
    write("proc/self/cgroup", "0::/\0\nnonsense\n");
    write("sys/fs/cgroup/memory.max", "99999999999999999999");

    assertThat(ProcessLimits.read(root)).isEqualTo(ProcessLimits.UNKNOWN);
  }
}
