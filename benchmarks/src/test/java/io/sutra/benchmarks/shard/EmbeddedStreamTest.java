package io.sutra.benchmarks.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The calls of embedded stores. */
final class EmbeddedStreamTest {

  @Test
  void run_fourThreads_eachCallOnce() throws IOException {
    Set<Integer> made = ConcurrentHashMap.newKeySet();

    EmbeddedStream.run(
        1000, 4, (thread, call) -> assertThat(made.add(call)).as("call %d", call).isTrue());

    assertThat(made).hasSize(1000);
  }

  @Test
  void run_aCallFails_saysSo() {
    assertThatThrownBy(
            () ->
                EmbeddedStream.run(
                    10,
                    2,
                    (thread, call) -> {
                      throw new IOException("refused");
                    }))
        .hasRootCauseMessage("refused");
  }

  @Test
  void entries_lastCallIsShort_noneIsLost() {
    assertThat(EmbeddedStream.entries(0, 10, 4, 100))
        .extracting(call -> call.size())
        .containsExactly(4, 4, 2);
  }
}
