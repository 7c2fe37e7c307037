package io.sutra.cache.shard.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What is taken from a budget, and what is refused. */
class ReservedMemoryTest {

  private static final int MIB = 1 << 20;

  @Test
  void takenBuffers_areZeroAndCountedByUse() {
    ReservedMemory memory = new ReservedMemory(8 * MIB, false);
    ByteBuffer log = memory.take(MemoryUse.LOG, MIB);
    ByteBuffer network = memory.take(MemoryUse.NETWORK, 2 * MIB);
    NativeBlock rest = memory.takeRest(MemoryUse.VECTORS, MIB);
    assertThat(log.isDirect()).isTrue();
    assertThat(log.remaining()).isBetween(MIB - NativeBlock.ALIGNMENT, MIB);
    assertThat(network.remaining()).isBetween(2 * MIB - NativeBlock.ALIGNMENT, 2 * MIB);
    assertThat(rest.bytes()).isBetween(5L * MIB - NativeBlock.ALIGNMENT, 5L * MIB);
    assertThat(log.getLong(log.capacity() - 8)).isZero();
    log.putLong(0, 1);
    assertThat(network.getLong(0)).isZero();
    assertThat(memory.bytes(MemoryUse.LOG)).isEqualTo(MIB);
    assertThat(memory.bytes(MemoryUse.VECTORS)).isEqualTo(5 * MIB);
    assertThat(memory.size()).isEqualTo(8 * MIB);
  }

  @Test
  void tooSmallABudget_isRefusedWithWhatIsMissing() {
    ReservedMemory memory = new ReservedMemory(3 * MIB, true);
    memory.take(MemoryUse.LOG, 2 * MIB);
    assertThatThrownBy(() -> memory.takeRest(MemoryUse.VECTORS, 4 * MIB))
        .isInstanceOf(MemoryRefusedException.class)
        .hasMessageContainingAll(
            "SUTRA_CACHE_MEMORY is 3,145,728 bytes",
            "3,145,728 bytes are missing",
            "vectors",
            "at least 6,291,456");
  }

  /** The whole budget may be more than Java would allocate for buffers, and costs no page yet. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_22)
  void largeBudget_isTakenFromTheSystemAndNotFromTheLimitOfBuffers() {
    long before = buffers();
    NativeBlock block = new ReservedMemory(5L << 30, false).takeRest(MemoryUse.VECTORS, MIB);
    assertThat(buffers()).isEqualTo(before);
    assertThat(block.bytes()).isEqualTo(5L << 30);
    long last = (5L << 30) - 8;
    block.chunk(last).putLong(NativeBlock.offset(last), 7);
    assertThat(block.chunk(last).getLong(NativeBlock.offset(last))).isEqualTo(7);
  }

  private static long buffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
