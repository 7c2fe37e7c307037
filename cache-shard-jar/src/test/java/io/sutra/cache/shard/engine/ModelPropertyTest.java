package io.sutra.cache.shard.engine;

import static io.sutra.cache.shard.engine.SimulatedShard.key;
import static io.sutra.cache.shard.engine.SimulatedShard.list;
import static io.sutra.cache.shard.engine.SimulatedShard.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.cache.api.CacheKey;
import io.sutra.cache.shard.wal.RecordChecksum;
import io.sutra.cache.shard.wal.SimulatedDisk;
import io.sutra.cache.shard.wal.SyncMode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Any sequence of operations, with restarts and compactions in between, matches a map. */
class ModelPropertyTest {

  private static final int KEYS = 6;

  /** What is done; the numbers mean what the operation makes of them. */
  record Step(Operation operation, int key, int length) {}

  enum Operation {
    PUT,
    DELETE,
    CLEAR,
    RESTART,
    KILL,
    COMPACT,
    IDLE
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Operation> operation =
        Arbitraries.frequency(
            Tuple.of(12, Operation.PUT),
            Tuple.of(5, Operation.DELETE),
            Tuple.of(1, Operation.CLEAR),
            Tuple.of(1, Operation.RESTART),
            Tuple.of(1, Operation.KILL),
            Tuple.of(1, Operation.COMPACT),
            Tuple.of(1, Operation.IDLE));
    Arbitrary<Step> step =
        Combinators.combine(
                operation,
                Arbitraries.integers().between(0, KEYS - 1),
                Arbitraries.integers().between(1, 600))
            .as(Step::new);
    return step.list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 300)
  void anySequence_matchesAMap(@ForAll("steps") List<Step> steps) throws IOException {
    check(steps);
  }

  @Property(tries = 10_000)
  @AddLifecycleHook(OnlyInFull.class)
  void tenThousandSequences_matchAMap(@ForAll("steps") List<Step> steps) throws IOException {
    check(steps);
  }

  private static void check(List<Step> steps) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedShard shard = open(disk);
    Map<CacheKey, List<Byte>> model = new HashMap<>();
    int version = 0;
    for (Step step : steps) {
      CacheKey key = key(step.key());
      switch (step.operation()) {
        case PUT -> {
          byte[] vector = vector(step.key(), version++, step.length());
          shard.put(key, vector);
          List<Byte> held = model.get(key);
          if (held == null || held.size() < vector.length) {
            model.put(key, list(vector));
          }
        }
        case DELETE -> {
          shard.delete(key);
          model.remove(key);
        }
        case CLEAR -> {
          shard.commit(List.of(new Mutation.Clear(new SimulatedShard.Outcome<>())));
          model.clear();
        }
        case RESTART -> {
          shard.close();
          shard = open(disk);
        }
        case KILL -> {
          disk = disk.afterKill();
          shard = open(disk);
        }
        case COMPACT -> shard.compact();
        case IDLE -> shard.idle();
      }
      assertThat(shard.contents()).isEqualTo(model);
    }
  }

  private static SimulatedShard open(SimulatedDisk disk) throws IOException {
    return new SimulatedShard(disk, SyncMode.ALWAYS, () -> 1_000, RecordChecksum.CRC32C);
  }

  /** Skips a property unless the long form of the tests is asked for. */
  static final class OnlyInFull implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      return Boolean.getBoolean("sutra.full")
          ? SkipResult.doNotSkip()
          : SkipResult.skip("only with -Dsutra.full=true");
    }
  }
}
