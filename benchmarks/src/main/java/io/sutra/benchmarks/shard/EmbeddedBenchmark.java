package io.sutra.benchmarks.shard;

import io.sutra.benchmarks.inference.ProcessorTime;
import io.sutra.benchmarks.shard.embedded.EmbeddedEntry;
import io.sutra.benchmarks.shard.embedded.EmbeddedStore;
import io.sutra.benchmarks.shard.embedded.EmbeddedStore.Durability;
import io.sutra.benchmarks.shard.embedded.EngineStore;
import io.sutra.benchmarks.shard.embedded.MvStore;
import io.sutra.benchmarks.shard.embedded.RocksDbStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shard's engine beside RocksDB and MVStore, all three in this process: the same keys and
 * values by the same threads. Each round measures the three in turn; the processor time is the
 * process's, with the threads that call and those that a store has.
 */
final class EmbeddedBenchmark {

  private static final int KEYS = 100_000;
  private static final int WRITERS = 32;
  private static final int GROUP = 16;
  private static final int GETS = 500_000;
  private static final int PUTS_ALWAYS = 20_000;
  private static final int PUTS_EVERY_SECOND = 100_000;

  private final int rounds;
  private final Report report;
  private final int readers = Runtime.getRuntime().availableProcessors();

  /** Where the next put's keys begin, for a store that keeps a key's first value. */
  private long nextKey = 10L * KEYS;

  EmbeddedBenchmark(int rounds, Report report) {
    this.rounds = rounds;
    this.report = report;
  }

  /** The stores of a part, each with its folder; the engine is the last. */
  private static final class Stores implements AutoCloseable {
    private final List<EmbeddedStore> all = new ArrayList<>();
    private final List<Samples> samples = new ArrayList<>();
    private final Path folder = Files.createTempDirectory("sutra-embedded");

    Stores(Durability durability) throws IOException {
      try {
        all.add(new RocksDbStore(Files.createDirectory(folder.resolve("rocksdb")), durability));
        all.add(new MvStore(Files.createDirectory(folder.resolve("mvstore")), durability));
        all.add(new EngineStore(Files.createDirectory(folder.resolve("engine")), durability, KEYS));
      } catch (IOException | RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      for (EmbeddedStore store : all) {
        store.close();
      }
      Processes.delete(folder);
    }
  }

  void run() throws IOException {
    try (Stores stores = new Stores(Durability.EVERY_SECOND)) {
      describe(stores);
      fill(stores);
      get(stores, "get, 16 keys a call", GROUP);
      get(stores, "get, 1 key a call", 1);
      String each = "put (`everysec`), 16 entries a call, " + readers + " threads";
      put(stores, each, readers, GROUP, PUTS_EVERY_SECOND);
    }
    try (Stores stores = new Stores(Durability.ALWAYS)) {
      fill(stores);
      put(stores, "durable put (`always`), 1 entry a call, 32 threads", WRITERS, 1, PUTS_ALWAYS);
      put(stores, "durable put (`always`), 16 entries a call, 1 thread", 1, GROUP, PUTS_ALWAYS);
    }
  }

  private void describe(Stores stores) {
    report.say("");
    report.say("## In one process: the shard's engine beside embedded stores");
    report.say("");
    for (EmbeddedStore store : stores.all) {
      report.say("- " + store.description() + ".");
    }
    report.say("");
    report.say(
        "The same keys, values and threads for all. Each holds 100,000 keys: RocksDB and MVStore"
            + " overwrite them; the engine, where a key keeps its first value, gets new ones and"
            + " evicts. What a store compacts, it compacts between two measurements. Gets run on"
            + " as many threads as there are processors.");
    report.say("");
    Comparison.HEAD.forEach(report::say);
  }

  private void fill(Stores stores) throws IOException {
    for (EmbeddedStore store : stores.all) {
      List<List<EmbeddedEntry>> calls = EmbeddedStream.entries(0, KEYS, GROUP, KEYS);
      EmbeddedStream.run(calls.size(), readers, (thread, call) -> store.put(calls.get(call)));
      store.settle();
    }
  }

  private void get(Stores stores, String name, int keysPerCall) throws IOException {
    EmbeddedStream.Gets gets = EmbeddedStream.gets(8192, keysPerCall, KEYS);
    List<ByteBuffer> targets = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      targets.add(ByteBuffer.allocateDirect(keysPerCall * EmbeddedStore.VALUE_BYTES));
    }
    inTurn(
        stores,
        name + ", " + readers + " threads",
        "keys/s",
        GETS,
        store ->
            () ->
                EmbeddedStream.run(
                    GETS / keysPerCall,
                    readers,
                    (thread, call) -> {
                      if (store.get(gets.call(call), targets.get(thread)) != keysPerCall) {
                        throw new IOException(store.name() + " did not find every key");
                      }
                    }));
  }

  private void put(Stores stores, String name, int threads, int entriesPerCall, int puts)
      throws IOException {
    inTurn(
        stores,
        name,
        "puts/s",
        puts,
        store -> {
          // Made before the clock starts.
          List<List<EmbeddedEntry>> calls =
              EmbeddedStream.entries(
                  nextKey, puts, entriesPerCall, store.overwrites() ? KEYS : Long.MAX_VALUE);
          nextKey += store.overwrites() ? 0 : puts;
          return () ->
              EmbeddedStream.run(
                  calls.size(), threads, (thread, call) -> store.put(calls.get(call)));
        });
  }

  /** A measurement that is ready to run. */
  @FunctionalInterface
  private interface Work {
    Duration run() throws IOException;
  }

  /** Prepares a store's measurement. */
  @FunctionalInterface
  private interface Preparation {
    Work prepare(EmbeddedStore store) throws IOException;
  }

  /** One round to warm up, then the rounds that count. */
  private void inTurn(
      Stores stores, String name, String unit, long operations, Preparation preparation)
      throws IOException {
    stores.samples.clear();
    stores.all.forEach(store -> stores.samples.add(new Samples()));
    for (int round = -1; round < rounds; round++) {
      for (int i = 0; i < stores.all.size(); i++) {
        Work work = preparation.prepare(stores.all.get(i));
        Duration before = ProcessorTime.used();
        Duration took = work.run();
        Duration used = ProcessorTime.used().minus(before);
        if (round >= 0) {
          stores.samples.get(i).add(operations, took.toNanos() / 1e9, used.toNanos() / 1e9);
        }
        stores.all.get(i).settle();
      }
    }
    int engine = stores.all.size() - 1;
    for (int i = 0; i < engine; i++) {
      report.compare(
          new Comparison(
              name,
              unit,
              Optional.empty(),
              stores.all.get(i).name(),
              stores.samples.get(i),
              stores.samples.get(engine)));
    }
  }
}
