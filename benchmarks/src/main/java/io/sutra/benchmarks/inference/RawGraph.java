package io.sutra.benchmarks.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sutra.natives.OnnxTelemetry;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A graph run by ONNX Runtime and nothing else: all its optimisations on, inputs from arrays,
 * results left where they are, so that only the run itself is paid for. Thread-safe.
 *
 * <p>It knows the inputs of the model as published, and those that a graph rewritten by ml-base has
 * more; the latter only for texts of one length, for which they are constant.
 */
final class RawGraph implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession oneThread;
  private final OrtSession allThreads;

  RawGraph(Path graph) throws IOException {
    OnnxTelemetry.switchOff();
    environment = OrtEnvironment.getEnvironment();
    try {
      oneThread = session(graph, 1);
      allThreads = session(graph, ProcessorTime.CORES);
    } catch (OrtException e) {
      throw new IOException(graph + " cannot be run", e);
    }
  }

  private OrtSession session(Path graph, int threads) throws OrtException {
    try (var options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      return environment.createSession(graph.toString(), options);
    }
  }

  /** Computes all of {@code texts} as {@code plan} says. */
  Throughput compute(List<SampleText> texts, RawPlan plan) throws IOException {
    List<List<SampleText>> batches = plan.batches(texts);
    var next = new AtomicInteger();
    OrtSession session = plan.split() ? allThreads : oneThread;
    int callers = plan.split() ? 1 : ProcessorTime.CORES;
    Duration before = ProcessorTime.used();
    Callable<?> caller =
        () -> {
          for (int b = next.getAndIncrement(); b < batches.size(); b = next.getAndIncrement()) {
            run(session, batches.get(b));
          }
          return batches.size();
        };
    Duration taken = SideBySide.run(Collections.nCopies(callers, caller));
    return new Throughput(
        texts,
        texts.stream().mapToInt(SampleText::length).sum(),
        taken,
        ProcessorTime.share(ProcessorTime.used().minus(before), taken));
  }

  /** The time of one run for one text, on the caller's thread alone. */
  Duration time(SampleText text) throws IOException {
    try {
      long begin = System.nanoTime();
      run(oneThread, List.of(text));
      return Duration.ofNanos(System.nanoTime() - begin);
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }

  private void run(OrtSession session, List<SampleText> batch) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        inputs.put(name, input(name, batch));
      }
      session.run(inputs).close();
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor input(String name, List<SampleText> batch) throws OrtException {
    int columns = batch.getFirst().length();
    long[] shape = {batch.size(), columns};
    LongBuffer numbers = LongBuffer.allocate(batch.size() * columns);
    return switch (name) {
      case "input_ids" -> {
        for (int row = 0; row < batch.size(); row++) {
          numbers.position(row * columns);
          batch.get(row).writeTo(numbers);
        }
        yield OnnxTensor.createTensor(environment, numbers.rewind(), shape);
      }
      case "attention_mask" -> {
        for (int row = 0; row < batch.size(); row++) {
          for (int column = 0; column < batch.get(row).length(); column++) {
            numbers.put(row * columns + column, 1);
          }
        }
        yield OnnxTensor.createTensor(environment, numbers, shape);
      }
      case "token_type_ids" -> OnnxTensor.createTensor(environment, numbers, shape);
      case "packed" -> OnnxTensor.createTensor(environment, new boolean[] {false});
      case "position_ids" -> {
        LongBuffer positions = LongBuffer.allocate(columns);
        for (int column = 0; column < columns; column++) {
          positions.put(column, column);
        }
        yield OnnxTensor.createTensor(environment, positions, new long[] {1, columns});
      }
      case "first_positions" -> {
        LongBuffer positions = LongBuffer.allocate(batch.size());
        for (int row = 0; row < batch.size(); row++) {
          positions.put(row, (long) row * columns);
        }
        yield OnnxTensor.createTensor(environment, positions, new long[] {batch.size(), 1});
      }
      case "attention_bias", "first_bias" ->
          OnnxTensor.createTensor(environment, FloatBuffer.allocate(1), new long[] {1, 1, 1, 1});
      default -> throw new OrtException("an input that this benchmark does not know: " + name);
    };
  }

  @Override
  public void close() throws IOException {
    try {
      oneThread.close();
      allThreads.close();
    } catch (OrtException e) {
      throw new IOException(e);
    }
  }
}
